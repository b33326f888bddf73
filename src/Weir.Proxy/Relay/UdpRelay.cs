using System.Net;
using System.Net.Sockets;
using Weir.Transport.Loop;

namespace Weir.Proxy.Relay;

/// <summary>Passes datagrams between clients and one target, and each reply to the client that asked alone.</summary>
/// <remarks>
/// Each client has a session with a socket of its own that is connected to the target, so that the kernel lets nobody else
/// answer. Every direction is one asynchronous loop; a datagram is sent before the next is received.
/// </remarks>
public sealed class UdpRelay : IAsyncDisposable
{
    private const int LargestDatagram = 65_535;
    private const int KernelBuffer = 1024 * 1024;

    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly SessionTable<SocketAddress, UdpSession> _sessions;
    private readonly CancellationTokenSource _stop = new();
    private readonly RelayCounts _counts = new();
    private Socket? _socket;
    private Task _receiving = Task.CompletedTask;
    private ITimer? _expiry;

    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    public UdpRelay(RelayOptions options, TimeProvider time)
    {
        _options = RelayOptions.Validate(options);
        _time = time;
        _sessions = new SessionTable<SocketAddress, UdpSession>(options.MostSessions, options.IdleTimeout);
        EndPoint = options.Listen;
    }

    /// <summary>Where it listens; its port is the kernel's choice once started when 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; private set; }

    public IPEndPoint Target => _options.Target;

    public RelayStatus Status =>
        new(
            _sessions.Count,
            Interlocked.Read(ref _counts.Up),
            Interlocked.Read(ref _counts.Down),
            Interlocked.Read(ref _counts.Dropped)
        );

    public ListenFailure TryStart()
    {
        var socket = new Socket(EndPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = KernelBuffer,
        };
        try
        {
            socket.Bind(EndPoint);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            return exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => ListenFailure.InUse,
                SocketError.AccessDenied => ListenFailure.NotPermitted,
                SocketError.AddressNotAvailable => ListenFailure.NoSuchAddress,
                _ => ListenFailure.Other,
            };
        }

        _socket = socket;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _receiving = ReceiveAsync(socket);
        var period = _options.IdleTimeout / 4;
        _expiry = _time.CreateTimer(_ => End(_sessions.TakeIdle(Now())), null, period, period);
        return ListenFailure.None;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_expiry is not null)
            await _expiry.DisposeAsync();
        _socket?.Dispose();
        await _receiving;
        End(_sessions.TakeAll());
        _stop.Dispose();
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var buffer = new byte[LargestDatagram];
        var from = new SocketAddress(EndPoint.AddressFamily);
        while (!_stop.IsCancellationRequested)
        {
            int length;
            try
            {
                length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, _stop.Token);
            }
            catch (SocketException)
            {
                // A client that is gone: the kernel tells so of a reply that it could not deliver (ICMP).
                continue;
            }
            catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            if (SessionOf(socket, from) is { } session)
                await session.SendUpAsync(buffer.AsMemory(0, length), _stop.Token);
            else
                Interlocked.Increment(ref _counts.Dropped);
        }
    }

    private UdpSession? SessionOf(Socket socket, SocketAddress from)
    {
        if (_sessions.TryUse(from, Now(), out var session))
            return session;
        // The address is overwritten by the next datagram, so the session keeps a copy.
        var client = new SocketAddress(from.Family, from.Size);
        from.Buffer[..from.Size].CopyTo(client.Buffer);
        session = UdpSession.TryOpen(
            _options.Target,
            client,
            socket,
            _counts,
            () => _sessions.TryUse(client, Now(), out _)
        );
        if (session is null || _sessions.TryAdd(client, session, Now()))
        {
            session?.Start(_stop.Token);
            return session;
        }

        session.Dispose();
        return null;
    }

    private TimeSpan Now() => _time.GetElapsedTime(0, _time.GetTimestamp());

    private static void End(IReadOnlyList<UdpSession> sessions)
    {
        foreach (var session in sessions)
            session.Dispose();
    }
}
