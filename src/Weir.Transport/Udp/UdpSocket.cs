using System.Net;
using System.Net.Sockets;
using Weir.Transport.Blocking;
using Weir.Transport.Drivers;
using Weir.Transport.Linux;
using Weir.Transport.Loop;

namespace Weir.Transport.Udp;

/// <summary>
/// A UDP socket used with plain blocking calls: at most one thread receives, any threads send. Receiving wakes up at
/// least every <see cref="Slice"/>, so that its owner can end it without a signal.
/// </summary>
/// <remarks>
/// On Linux datagrams come with the kernel's receive stamp (SO_TIMESTAMPNS) and their TTL; elsewhere with the time at
/// which they were in hand, and without. Nothing is allocated per datagram on Linux.
/// </remarks>
public sealed partial class UdpSocket : IDisposable
{
    /// <summary>The longest that a receive waits.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <summary>The largest payload: 65,535 less the IPv4 and UDP heads. IPv6 would take 20 more.</summary>
    public const int MaxPayload = 65_507;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly AddressFamily _family;

    private UdpSocket(Socket socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _family = socket.AddressFamily;
        _socket.ReceiveTimeout = (int)Slice.TotalMilliseconds;
    }

    /// <summary>Where it is bound, with the port that the kernel chose.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Opens a socket that anyone may send to.</summary>
    public static ListenFailure TryBind(
        IPEndPoint endPoint,
        UdpOptions options,
        TimeProvider time,
        out UdpSocket? socket
    )
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        socket = null;
        Socket? opened = null;
        try
        {
            opened = Open(endPoint.AddressFamily, options);
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                opened.DualMode = true;
            opened.Bind(endPoint);
            socket = new UdpSocket(opened, time);
            return ListenFailure.None;
        }
        catch (SocketException error)
        {
            opened?.Dispose();
            return ListenProbe.Cause(error.SocketErrorCode);
        }
    }

    /// <summary>Opens a socket that speaks with <paramref name="host"/> alone, and hears of its port being closed.</summary>
    public static NetworkFault? TryConnect(
        string host,
        int port,
        UdpOptions options,
        TimeProvider time,
        out UdpSocket? socket
    )
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        socket = null;
        if (Resolution.Of(host, out var fault) is not { } addresses)
            return fault;
        // No handshake tells which address is served, and Weir's own servers are on 127.0.0.1 unless told otherwise.
        if (Array.TrueForAll(addresses, IPAddress.IsLoopback))
            addresses = [.. addresses.OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)];
        foreach (var address in addresses)
        {
            // Nothing is sent by this: it fails only where no route leads to.
            fault = Connect(new IPEndPoint(address, port), options, time, out socket);
            if (fault is null)
                break;
        }

        return fault;
    }

    /// <summary>
    /// Waits for the next datagram. False with <see cref="FaultKind.TimedOut"/> when none came within
    /// <see cref="Slice"/>, with <see cref="FaultKind.Refused"/> when the connected peer's port is closed.
    /// </summary>
    /// <param name="buffer">Takes the datagram; what does not fit is cut off.</param>
    public bool TryReceive(Span<byte> buffer, out Arrival arrival, out FaultKind fault)
    {
        var error = NativeDrivers.AreUsed
            ? LinuxDatagrams.Receive(_socket.SafeHandle, buffer, _time, out arrival)
            : PortableDatagrams.Receive(_socket, buffer, _time, out arrival);
        fault = error == SocketError.Success ? FaultKind.Other : Faults.Of(error).Kind;
        return error == SocketError.Success;
    }

    /// <summary>
    /// Takes what has come, as many datagrams as the batch has room for. False as for a single one; the batch
    /// is empty then.
    /// </summary>
    /// <param name="mayWait">Whether the first is waited for, up to <see cref="Slice"/>.</param>
    public bool TryReceive(DatagramBatch batch, bool mayWait, out FaultKind fault)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var error = NativeDrivers.AreUsed
            ? LinuxDatagrams.Receive(
                _socket.SafeHandle,
                batch,
                mayWait ? SocketConstants.WaitForOne : SocketConstants.DoNotWait,
                _time
            )
            : PortableDatagrams.Receive(_socket, batch, mayWait, _time);
        fault = error == SocketError.Success ? FaultKind.Other : Faults.Of(error).Kind;
        return error == SocketError.Success;
    }

    /// <summary>Sends the batch from the datagram of that number on; null when the kernel took all of <paramref name="sent"/>.</summary>
    /// <param name="sent">How many it took. After a fault the next one is that which it concerns.</param>
    public NetworkFault? Send(DatagramBatch batch, int from, out int sent)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var error = NativeDrivers.AreUsed
            ? LinuxDatagrams.Send(_socket.SafeHandle, batch, from, out sent)
            : PortableDatagrams.Send(_socket, batch, from, out sent);
        return error == SocketError.Success ? null : Faults.Of(error);
    }

    /// <summary>Sends to the connected peer; null when the kernel took it.</summary>
    public NetworkFault? Send(ReadOnlySpan<byte> datagram)
    {
        var error = NativeDrivers.AreUsed
            ? LinuxDatagrams.Send(_socket.SafeHandle, datagram)
            : PortableDatagrams.Send(_socket, datagram);
        return error == SocketError.Success ? null : Faults.Of(error);
    }

    /// <summary>Sends to anyone; null when the kernel took it.</summary>
    public NetworkFault? SendTo(ReadOnlySpan<byte> datagram, in UdpPeer peer)
    {
        var error = NativeDrivers.AreUsed
            ? LinuxDatagrams.SendTo(_socket.SafeHandle, datagram, peer)
            : PortableDatagrams.SendTo(_socket, datagram, peer);
        return error == SocketError.Success ? null : Faults.Of(error);
    }

    internal Socket Inner => _socket;

    /// <summary>A socket option as the kernel has it, for tests.</summary>
    internal int ReadOption(int level, int name)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        _socket.GetRawSocketOption(level, name, value);
        return BitConverter.ToInt32(value);
    }

    /// <summary>No thread may be in a call.</summary>
    public void Dispose() => _socket.Dispose();

    private static NetworkFault? Connect(
        IPEndPoint remote,
        UdpOptions options,
        TimeProvider time,
        out UdpSocket? socket
    )
    {
        socket = null;
        Socket? opened = null;
        try
        {
            opened = Open(remote.AddressFamily, options);
            opened.Connect(remote);
            socket = new UdpSocket(opened, time);
            return null;
        }
        catch (SocketException error)
        {
            opened?.Dispose();
            return Faults.Of(error.SocketErrorCode);
        }
    }

    private static Socket Open(AddressFamily family, UdpOptions options)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        Configure(socket, options);
        return socket;
    }

    private static void Configure(Socket socket, UdpOptions options)
    {
        socket.ReceiveBufferSize = options.BufferBytes;
        socket.SendBufferSize = options.BufferBytes;
        socket.Ttl = options.Ttl;
        if (NativeDrivers.AreUsed)
            LinuxDatagrams.Configure(socket, options);
        else if (options.Dscp != 0)
            PortableDatagrams.Mark(socket, options.Dscp);
    }
}
