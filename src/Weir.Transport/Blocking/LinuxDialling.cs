using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Weir.Transport.Linux;

namespace Weir.Transport.Blocking;

/// <summary>
/// Connects with a deadline and hands over a socket that really blocks. A .NET socket that was non-blocking once stays
/// so underneath: each blocking read then goes through the runtime's epoll thread, which doubled the CPU time of a
/// bulk download.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class LinuxDialling
{
    private const int SliceMilliseconds = 100;

    public static Socket? Connect(
        IPEndPoint remote,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault
    )
    {
        var family =
            remote.AddressFamily == AddressFamily.InterNetworkV6
                ? SocketConstants.Ipv6Family
                : SocketConstants.Ipv4Family;
        var fd = Libc.Socket(
            family,
            SocketConstants.Stream | SocketConstants.CloseOnExec | SocketConstants.NonBlocking,
            (int)ProtocolType.Tcp
        );
        if (fd < 0)
        {
            fault = Faults.OfErrno(Marshal.GetLastPInvokeError());
            return null;
        }
        fault = Start(fd, remote, out var isUnderWay);
        if (isUnderWay)
            fault = Await(fd, timeout, time, isCancelled);
        if (fault is not null)
        {
            _ = Libc.Close(fd);
            return null;
        }
        var flags = Libc.Control(fd, SocketConstants.GetFlags, 0);
        _ = Libc.Control(fd, SocketConstants.SetFlags, flags & ~SocketConstants.NonBlocking);
        Libc.SetSocketOption(fd, SocketConstants.TcpLevel, SocketConstants.TcpNoDelay, 1);
        return new Socket(new SafeSocketHandle(fd, ownsHandle: true));
    }

    private static NetworkFault? Start(int fd, IPEndPoint remote, out bool isUnderWay)
    {
        var address = stackalloc byte[SocketAddressBytes.MaxLength];
        var length = SocketAddressBytes.Write(remote, new Span<byte>(address, SocketAddressBytes.MaxLength));
        isUnderWay = false;
        if (Libc.Connect(fd, address, (uint)length) == 0)
            return null;
        var error = Marshal.GetLastPInvokeError();
        isUnderWay = error is Errno.InProgress or Errno.Interrupted;
        return isUnderWay ? null : Faults.OfErrno(error);
    }

    private static NetworkFault? Await(int fd, TimeSpan timeout, TimeProvider time, Func<bool> isCancelled)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (isCancelled())
                return Faults.Interrupted;
            var left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return Faults.NoConnectionWithin(timeout);
            var entry = new Libc.PollEntry { Fd = fd, Events = SocketConstants.PollOut };
            var slice = Math.Min(SliceMilliseconds, (int)Math.Ceiling(left.TotalMilliseconds));
            if (Libc.Poll(&entry, 1, slice) <= 0)
                continue;
            int error;
            uint size = sizeof(int);
            _ = Libc.GetSocketOption(fd, SocketConstants.SocketLevel, SocketConstants.SocketError, &error, &size);
            return error == 0 ? null : Faults.OfErrno(error);
        }
    }
}
