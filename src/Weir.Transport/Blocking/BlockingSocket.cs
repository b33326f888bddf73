using System.Net;
using System.Runtime.Versioning;
using Weir.Transport.Drivers;
using Weir.Transport.Loop;
using Weir.Transport.TcpFacts;

namespace Weir.Transport.Blocking;

/// <summary>
/// A connected TCP socket used from one thread with plain blocking calls, the cheapest way to move bulk bytes with few
/// connections. <see cref="Interrupt"/> alone may be called from other threads.
/// </summary>
public sealed class BlockingSocket : BlockingChannel
{
    /// <summary>Of a name with more, the others are not tried.</summary>
    private const int MostAddresses = 32;

    private readonly IStreamSocket _socket;
    private volatile bool _isInterrupted;
    private int _readTimeout;

    private BlockingSocket(IStreamSocket socket, IPEndPoint remote)
    {
        _socket = socket;
        Remote = remote;
        RemoteAddress = remote.ToString();
    }

    public override string RemoteAddress { get; }

    internal IPEndPoint Remote { get; }

    public override int LocalPort => _socket.LocalPort;

    public override TcpInfo? Facts()
    {
        try
        {
            return NativeDrivers.AreUsed && TcpInfo.TryRead(_socket.Handle, out var info) ? info : null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    public override bool HasUnread
    {
        get
        {
            try
            {
                return _socket.HasUnread;
            }
            catch (ObjectDisposedException)
            {
                return false; // The next read or write says what is wrong.
            }
        }
    }

    /// <summary>
    /// Connects to the address of <paramref name="host"/> that answers first (RFC 8305), within <paramref name="timeout"/>
    /// in all.
    /// </summary>
    /// <param name="isCancelled">Asked every 100 ms.</param>
    /// <param name="permits">
    /// To which addresses it may go; null for all. They are asked of once: to what was permitted, and to nothing else, it
    /// connects.
    /// </param>
    /// <param name="first">Which address to begin with: connections to a name with several may share them out.</param>
    public static BlockingSocket? Connect(
        string host,
        int port,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault,
        int first = 0,
        Func<IPAddress, bool>? permits = null
    )
    {
        if (Remotes(host, port, first, permits, out fault) is not { } remotes)
            return null;
        IStreamSocket? connected = NativeDrivers.AreUsed
            ? LinuxDialling.Connect(remotes, timeout, time, isCancelled, out var winner, out fault)
            : PortableDialling.Connect(remotes, timeout, time, isCancelled, out winner, out fault);
        return connected is null ? null : new BlockingSocket(connected, remotes[winner]);
    }

    /// <summary>
    /// As <see cref="Connect"/>, for a loop that adopts it then (<see cref="LoopSocket.Adopt"/>): whatever drivers are used,
    /// for loops have sockets of Linux alone.
    /// </summary>
    [SupportedOSPlatform("linux")]
    internal static BlockingSocket? ConnectForLoop(
        string host,
        int port,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault,
        Func<IPAddress, bool>? permits
    )
    {
        if (Remotes(host, port, first: 0, permits, out fault) is not { } remotes)
            return null;
        var connected = LinuxDialling.Connect(remotes, timeout, time, isCancelled, out var winner, out fault);
        return connected is null ? null : new BlockingSocket(connected, remotes[winner]);
    }

    public override void SetReadTimeout(TimeSpan timeout)
    {
        var milliseconds = Milliseconds(timeout);
        if (milliseconds == _readTimeout)
            return;
        _readTimeout = milliseconds;
        try
        {
            _socket.SetReadTimeout(milliseconds);
        }
        catch (ObjectDisposedException) { }
    }

    public override void SetWriteTimeout(TimeSpan timeout)
    {
        try
        {
            _socket.SetWriteTimeout(Milliseconds(timeout));
        }
        catch (ObjectDisposedException) { }
    }

    public override bool IsQuiet
    {
        get
        {
            try
            {
                return !_isInterrupted && _socket.WouldWait;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override Transferred Read(Span<byte> buffer) => Read(buffer, isPatient: true);

    public override Transferred ReadNow(Span<byte> buffer) => Read(buffer, isPatient: false);

    private Transferred Read(Span<byte> buffer, bool isPatient)
    {
        if (_isInterrupted)
            return Transferred.Failed(Faults.Interrupted);
        Transferred read;
        try
        {
            read = _socket.Receive(buffer, isPatient);
        }
        catch (ObjectDisposedException)
        {
            return Transferred.Failed(Faults.Interrupted);
        }
        return _isInterrupted ? Transferred.Failed(Faults.Interrupted) : read;
    }

    /// <summary>As <see cref="Read(Span{byte})"/>, into a pipe: the bytes stay in the kernel.</summary>
    [SupportedOSPlatform("linux")]
    public Transferred Read(KernelPipe pipe, int most)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        if (_isInterrupted)
            return Transferred.Failed(Faults.Interrupted);
        Transferred read;
        try
        {
            read = pipe.Fill(_socket.Handle, most);
        }
        catch (ObjectDisposedException)
        {
            return Transferred.Failed(Faults.Interrupted);
        }
        // What is in the pipe must come out of it: then only the next read is told.
        return _isInterrupted && read.Bytes == 0 ? Transferred.Failed(Faults.Interrupted) : read;
    }

    public override NetworkFault? Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_isInterrupted)
                return Faults.Interrupted;
            Transferred sent;
            try
            {
                sent = _socket.Send(bytes);
            }
            catch (ObjectDisposedException)
            {
                return Faults.Interrupted;
            }
            if (sent.Fault is { } fault)
                return _isInterrupted ? Faults.Interrupted : fault;
            bytes = bytes[sent.Bytes..];
        }
        return null;
    }

    public override int WriteNow(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _isInterrupted || bytes.IsEmpty ? 0 : _socket.Send(bytes, isPatient: false).Bytes;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    public override bool TryWatch(EventLoop loop, TimeSpan atMost, Action then) =>
        NativeDrivers.AreUsed && ReadWatch.TryStart(loop, _socket.Handle, atMost, then);

    public override void Interrupt()
    {
        _isInterrupted = true;
        try
        {
            _socket.Shutdown();
        }
        catch (ObjectDisposedException) { }
    }

    /// <summary>Gives the socket away, which no longer blocks; nothing else may be done with this then.</summary>
    [SupportedOSPlatform("linux")]
    internal int Release() => ((LinuxStream)_socket).Release();

    protected override void Dispose(bool disposing) => _socket.Dispose();

    private static IPEndPoint[]? Remotes(
        string host,
        int port,
        int first,
        Func<IPAddress, bool>? permits,
        out NetworkFault? fault
    ) =>
        Resolution.Of(host, permits, out fault) is { } addresses
            ? [.. AddressOrder.Of(addresses, first).Take(MostAddresses).Select(each => new IPEndPoint(each, port))]
            : null;

    /// <summary>0 for ever.</summary>
    private static int Milliseconds(TimeSpan timeout) =>
        timeout < TimeSpan.Zero ? 0 : Math.Max(1, (int)Math.Ceiling(timeout.TotalMilliseconds));
}
