using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
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

    private readonly Socket _socket;
    private volatile bool _isInterrupted;
    private int _readTimeout;

    private BlockingSocket(Socket socket, EndPoint remote)
    {
        _socket = socket;
        RemoteAddress = ((IPEndPoint)remote).ToString();
        LocalPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public override string RemoteAddress { get; }

    public override int LocalPort { get; }

    public override TcpInfo? Facts()
    {
        try
        {
            return OperatingSystem.IsLinux() && TcpInfo.TryRead(_socket.SafeHandle, out var info) ? info : null;
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
                return _socket.Available > 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
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
    /// <param name="first">Which address to begin with: connections to a name with several may share them out.</param>
    public static BlockingSocket? Connect(
        string host,
        int port,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault,
        int first = 0
    )
    {
        if (Resolution.Of(host, out fault) is not { } addresses)
            return null;
        IPEndPoint[] remotes =
        [
            .. AddressOrder.Of(addresses, first).Take(MostAddresses).Select(address => new IPEndPoint(address, port)),
        ];
        var connected = OperatingSystem.IsLinux()
            ? LinuxDialling.Connect(remotes, timeout, time, isCancelled, out var winner, out fault)
            : PortableDialling.Connect(remotes, timeout, time, isCancelled, out winner, out fault);
        return connected is null ? null : new BlockingSocket(connected, remotes[winner]);
    }

    public override void SetReadTimeout(TimeSpan timeout)
    {
        var milliseconds = timeout < TimeSpan.Zero ? 0 : Math.Max(1, (int)Math.Ceiling(timeout.TotalMilliseconds));
        if (milliseconds == _readTimeout)
            return;
        _readTimeout = milliseconds;
        try
        {
            _socket.ReceiveTimeout = milliseconds;
        }
        catch (SocketException)
        {
            // The socket is gone; the next read says so.
        }
        catch (ObjectDisposedException) { }
    }

    public override void SetWriteTimeout(TimeSpan timeout)
    {
        try
        {
            _socket.SendTimeout =
                timeout < TimeSpan.Zero ? 0 : Math.Max(1, (int)Math.Ceiling(timeout.TotalMilliseconds));
        }
        catch (SocketException)
        {
            // The socket is gone; the next write says so.
        }
        catch (ObjectDisposedException) { }
    }

    public override bool IsQuiet
    {
        get
        {
            try
            {
                return !_isInterrupted && !_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
            }
            catch (SocketException)
            {
                return false;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override Transferred Read(Span<byte> buffer)
    {
        if (_isInterrupted)
            return Transferred.Failed(Faults.Interrupted);
        int read;
        SocketError error;
        try
        {
            read = _socket.Receive(buffer, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            return Transferred.Failed(Faults.Interrupted);
        }
        if (_isInterrupted)
            return Transferred.Failed(Faults.Interrupted);
        return error == SocketError.Success ? Transferred.Of(read) : Transferred.Failed(Faults.Of(error));
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
            read = pipe.Fill(_socket.SafeHandle, most);
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
            int sent;
            SocketError error;
            try
            {
                sent = _socket.Send(bytes, SocketFlags.None, out error);
            }
            catch (ObjectDisposedException)
            {
                return Faults.Interrupted;
            }
            if (error != SocketError.Success)
                return _isInterrupted ? Faults.Interrupted : Faults.Of(error);
            bytes = bytes[sent..];
        }
        return null;
    }

    public override void Interrupt()
    {
        _isInterrupted = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // Not connected any more: then nobody waits in it either.
        }
        catch (ObjectDisposedException) { }
    }

    protected override void Dispose(bool disposing) => _socket.Dispose();
}
