using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Weir.Transport.Linux;

namespace Weir.Transport.Udp;

/// <summary>
/// Datagrams with the kernel's facts beside them, read from the control messages of recvmsg(2):
/// <code>
/// cmsghdr   length:u64 (with this head) | level:i32 | type:i32 | data | padding to 8
///           SOL_SOCKET   SO_TIMESTAMPNS  timespec: when the datagram came, CLOCK_REALTIME
///           IPPROTO_IP   IP_TTL          i32
///           IPPROTO_IPV6 IPV6_HOPLIMIT   i32
/// </code>
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class LinuxDatagrams
{
    private const int ControlHead = 16;

    /// <summary>A stamp older than this tells of a step of the clock, not of a datagram that waited.</summary>
    private static readonly TimeSpan OldestStamp = TimeSpan.FromSeconds(10);

    private const int MostPairs = 3;

    /// <summary>Readings of clocks that nothing came between take well below a microsecond.</summary>
    private static readonly TimeSpan SlowestPair = TimeSpan.FromMicroseconds(2);

    public static void Configure(Socket socket, UdpOptions options)
    {
        Set(socket, SocketConstants.SocketLevel, SocketConstants.TimestampNanoseconds, 1);
        // Beyond net.core.rmem_max, for who may (CAP_NET_ADMIN); others keep what they were given.
        Set(socket, SocketConstants.SocketLevel, SocketConstants.ReceiveBufferForce, options.BufferBytes);
        Set(socket, SocketConstants.SocketLevel, SocketConstants.SendBufferForce, options.BufferBytes);
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Set(socket, SocketConstants.Ipv6Level, SocketConstants.Ipv6ReceiveHopLimit, 1);
            Set(socket, SocketConstants.Ipv6Level, SocketConstants.Ipv6UnicastHops, options.Ttl);
            Set(socket, SocketConstants.Ipv6Level, SocketConstants.Ipv6TrafficClass, options.Dscp << 2);
        }

        // A dual socket carries IPv4 as well; on one that cannot, this is refused without harm.
        Set(socket, SocketConstants.Ipv4Level, SocketConstants.Ipv4ReceiveTtl, 1);
        Set(socket, SocketConstants.Ipv4Level, SocketConstants.Ipv4TypeOfService, options.Dscp << 2);
    }

    public static SocketError Receive(SafeHandle socket, Span<byte> buffer, TimeProvider time, out Arrival arrival)
    {
        arrival = default;
        var address = stackalloc byte[SocketAddressBytes.MaxLength];
        var control = stackalloc byte[DatagramBatch.ControlCapacity];
        fixed (byte* start = buffer)
        {
            var vector = new Libc.IoVector { Base = start, Length = (nuint)buffer.Length };
            Libc.MessageHeader message;
            nint length;
            do
            {
                message = new Libc.MessageHeader
                {
                    Name = address,
                    NameLength = SocketAddressBytes.MaxLength,
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = control,
                    ControlLength = DatagramBatch.ControlCapacity,
                };
                length = Libc.ReceiveMessage(socket, &message, 0);
            } while (length < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
            if (length < 0)
                return Classify(Marshal.GetLastPInvokeError());

            arrival = ArrivalOf(message, (int)length, ReadBoth(time), time);
            return SocketError.Success;
        }
    }

    /// <summary>Takes what is there, up to the batch's capacity, in one call of recvmmsg(2).</summary>
    /// <param name="flags">MSG_WAITFORONE to wait for the first, MSG_DONTWAIT to wait for none.</param>
    public static SocketError Receive(SafeHandle socket, DatagramBatch batch, int flags, TimeProvider time)
    {
        batch.PrepareToReceive();
        int count;
        do
        {
            count = Libc.ReceiveMessages(socket, batch.Messages, (uint)batch.Capacity, flags, null);
        } while (count < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        if (count < 0)
            return Classify(Marshal.GetLastPInvokeError());

        var clocks = ReadBoth(time);
        for (var i = 0; i < count; i++)
        {
            ref var message = ref batch.Messages[i];
            batch.Append(ArrivalOf(message.Header, (int)message.Length, clocks, time));
        }

        return SocketError.Success;
    }

    /// <summary>Sends a stretch of a batch in one call of sendmmsg(2).</summary>
    /// <param name="sent">How many of them the kernel took; the error concerns the one behind.</param>
    public static SocketError Send(SafeHandle socket, DatagramBatch batch, int from, out int sent)
    {
        var runs = batch.MakeRuns(from);
        var taken = SendMessages(socket, batch.Runs, runs);
        sent = 0;
        for (var run = 0; run < taken; run++)
            sent += batch.RunLength(run);
        if (taken > 0)
            return SocketError.Success;
        var error = Marshal.GetLastPInvokeError();
        if (batch.RunLength(0) == 1 || error is not (Errno.Invalid or Errno.InputOutput or Errno.MessageTooLong))
            return Classify(error);

        // Datagrams above the MTU, or a device that cannot cut them: one by one.
        sent = SendMessages(socket, batch.Messages + from, batch.RunLength(0));
        if (sent > 0)
            return SocketError.Success;
        sent = 0;
        return Classify(Marshal.GetLastPInvokeError());
    }

    private static int SendMessages(SafeHandle socket, Libc.BatchedMessage* messages, int count)
    {
        int taken;
        do
        {
            taken = Libc.SendMessages(socket, messages, (uint)count, SocketConstants.NoSignal);
        } while (taken < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        return taken;
    }

    private static Arrival ArrivalOf(
        in Libc.MessageHeader message,
        int length,
        (long Timestamp, DateTimeOffset Utc) now,
        TimeProvider time
    )
    {
        var peer = PeerBytes.Read(new ReadOnlySpan<byte>(message.Name, SocketAddressBytes.MaxLength));
        var facts = ReadControl(new ReadOnlySpan<byte>(message.Control, (int)message.ControlLength));
        var age = facts.Stamp is { } stamp ? now.Utc - stamp : TimeSpan.Zero;
        var isKernelTime = facts.Stamp is not null && age >= TimeSpan.Zero && age <= OldestStamp;
        if (!isKernelTime)
            age = TimeSpan.Zero;
        var timestamp = now.Timestamp - (long)(age.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond));
        return new Arrival(length, peer, timestamp, now.Utc - age, facts.Ttl) { IsKernelTime = isKernelTime };
    }

    public static SocketError Send(SafeHandle socket, ReadOnlySpan<byte> datagram)
    {
        fixed (byte* start = datagram)
        {
            nint sent;
            do
            {
                sent = Libc.Send(socket, start, (nuint)datagram.Length, SocketConstants.NoSignal);
            } while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
            return sent < 0 ? Classify(Marshal.GetLastPInvokeError()) : SocketError.Success;
        }
    }

    public static SocketError SendTo(SafeHandle socket, ReadOnlySpan<byte> datagram, in UdpPeer peer)
    {
        var address = stackalloc byte[SocketAddressBytes.MaxLength];
        var length = (uint)PeerBytes.Write(peer, new Span<byte>(address, SocketAddressBytes.MaxLength));
        fixed (byte* start = datagram)
        {
            nint sent;
            do
            {
                sent = Libc.SendTo(socket, start, (nuint)datagram.Length, SocketConstants.NoSignal, address, length);
            } while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
            return sent < 0 ? Classify(Marshal.GetLastPInvokeError()) : SocketError.Success;
        }
    }

    /// <summary>
    /// The same moment on both clocks. A thread that is put aside between the two readings would shift the arrival by that
    /// time, so a slow pair is read again.
    /// </summary>
    private static (long Timestamp, DateTimeOffset Utc) ReadBoth(TimeProvider time)
    {
        for (var attempt = 0; ; attempt++)
        {
            var before = time.GetTimestamp();
            var utc = time.GetUtcNow();
            var after = time.GetTimestamp();
            if (time.GetElapsedTime(before, after) <= SlowestPair || attempt == MostPairs)
                return (before + ((after - before) / 2), utc);
        }
    }

    private static (DateTimeOffset? Stamp, byte? Ttl) ReadControl(ReadOnlySpan<byte> control)
    {
        DateTimeOffset? stamp = null;
        byte? ttl = null;
        while (control.Length >= ControlHead)
        {
            var length = (int)Math.Min(BitConverter.ToUInt64(control), (ulong)control.Length);
            if (length < ControlHead)
                break;
            var data = control[ControlHead..length];
            switch (BitConverter.ToInt32(control[8..]), BitConverter.ToInt32(control[12..]))
            {
                case (SocketConstants.SocketLevel, SocketConstants.TimestampNanoseconds) when data.Length >= 16:
                    stamp = DateTimeOffset.UnixEpoch.AddTicks(
                        (BitConverter.ToInt64(data) * TimeSpan.TicksPerSecond)
                            + (BitConverter.ToInt64(data[8..]) / TimeSpan.NanosecondsPerTick)
                    );
                    break;
                case (SocketConstants.Ipv4Level, SocketConstants.Ipv4Ttl) when data.Length >= 4:
                case (SocketConstants.Ipv6Level, SocketConstants.Ipv6HopLimit) when data.Length >= 4:
                    ttl = (byte)BitConverter.ToInt32(data);
                    break;
                default:
                    break;
            }

            control = control[Math.Min(control.Length, (length + 7) & ~7)..];
        }

        return (stamp, ttl);
    }

    private static void Set(Socket socket, int level, int name, int value) =>
        Libc.SetSocketOption((int)socket.SafeHandle.DangerousGetHandle(), level, name, value);

    private static SocketError Classify(int error) =>
        error switch
        {
            Errno.WouldBlock => SocketError.TimedOut,
            Errno.ConnectionRefused => SocketError.ConnectionRefused,
            Errno.NetworkUnreachable => SocketError.NetworkUnreachable,
            Errno.HostUnreachable => SocketError.HostUnreachable,
            Errno.NotPermitted or Errno.AccessDenied => SocketError.AccessDenied,
            Errno.MessageTooLong => SocketError.MessageSize,
            Errno.NoBuffers or Errno.NoMemory => SocketError.NoBufferSpaceAvailable,
            _ => SocketError.SocketError,
        };
}
