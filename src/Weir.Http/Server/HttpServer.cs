using System.Net;
using Weir.Transport.Loop;
using Weir.Transport.Tls;

namespace Weir.Http.Server;

/// <summary>An endpoint that answers HTTP/1.1: listens, keeps its connections, and can be stopped and started again.</summary>
/// <remarks>Any thread. Starting and stopping are not to be called at the same time: their owner orders them.</remarks>
public sealed class HttpServer
{
    /// <summary>Connections beyond the limit that are told so by a 503; what comes beyond these is reset at once.</summary>
    private const int MaxRefusals = 256;

    private readonly LoopGroup _loops;
    private readonly Dictionary<EventLoop, ConnectionSet> _connections;
    private readonly AddressLimit _addresses;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Listener? _listener;
    private volatile bool _isDraining;
    private int _count;

    public HttpServer(
        IPEndPoint endPoint,
        LoopGroup loops,
        TimeProvider time,
        IRequestHandler handler,
        HttpServerOptions options
    )
    {
        EndPoint = endPoint;
        Time = time;
        Handler = handler;
        Options = HttpServerOptions.Validate(options);
        _loops = loops;
        _addresses = new AddressLimit(options.MaxConnectionsPerAddress);
        RequestMemory = new RequestMemory(options.MaxRequestMemory);
        _connections = loops.Loops.ToDictionary(loop => loop, _ => new ConnectionSet());
    }

    /// <summary>Where it listens; its port is the kernel's choice once started when 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>Under it all answers are sent.</summary>
    public SendGate Gate { get; init; } = SendGate.Open;

    public IExchangeObserver? Observer { get; init; }

    /// <summary>Who it is over TLS; null to speak in the clear.</summary>
    public TlsServer? Tls { get; init; }

    /// <summary>Told of exceptions of the handler, which are bugs and are answered by 500.</summary>
    public Action<Exception>? Faulted { get; init; }

    /// <summary>Connections that are open now.</summary>
    public int Connections => Volatile.Read(ref _count);

    /// <summary>Answers that are under way are the last of their connections.</summary>
    internal bool IsDraining => _isDraining;

    internal RequestMemory RequestMemory { get; }

    internal TimeProvider Time { get; }

    internal IRequestHandler Handler { get; }

    internal HttpServerOptions Options { get; }

    /// <summary>Listens. Nothing happens when it does already.</summary>
    public ListenFailure TryStart()
    {
        if (_listener is not null)
            return ListenFailure.None;
        var failure = Listener.TryOpen(EndPoint, _loops, Accept, out var listener);
        if (listener is null)
            return failure;
        EndPoint = listener.EndPoint;
        _listener = listener;
        return ListenFailure.None;
    }

    /// <summary>Refuses from now on and resets every connection; completes when nothing of it is left.</summary>
    public async Task StopAsync()
    {
        if (_listener is null && !_isDraining)
            return;
        await CloseListenerAsync();
        foreach (var (loop, set) in _connections)
            await loop.RunAsync(set.ResetAll);
    }

    /// <summary>
    /// Refuses from now on and lets the answers that are under way come to their end, for good: it cannot be started again.
    /// Completes when all are out, or when <paramref name="enough"/> fires; what is left then is for <see cref="StopAsync"/>.
    /// </summary>
    public async Task DrainAsync(CancellationToken enough)
    {
        if (_listener is null)
            return;
        _isDraining = true;
        await CloseListenerAsync();
        foreach (var (loop, set) in _connections)
            await loop.RunAsync(set.Drain);
        if (Connections == 0)
            return;
        // Its last connection may have gone before the flag was seen, so both are asked.
        await using var registration = enough.Register(() => _empty.TrySetResult());
        await _empty.Task;
    }

    /// <summary>Makes waiting connections ask the gate again; completes when all have, so that what it forbids has ended.</summary>
    public async Task KickAsync()
    {
        foreach (var (loop, set) in _connections)
            await loop.RunAsync(set.Kick);
    }

    internal void Remove(HttpConnection connection, EventLoop loop)
    {
        _addresses.Leave(connection.Address);
        _connections[loop].Remove(connection);
        if (Interlocked.Decrement(ref _count) == 0 && _isDraining)
            _empty.TrySetResult();
    }

    private async Task CloseListenerAsync()
    {
        if (_listener is null)
            return;
        await _listener.CloseAsync();
        _listener = null;
    }

    private void Accept(LoopSocket socket)
    {
        var count = Interlocked.Increment(ref _count);
        var excess = _addresses.Enter(socket.Remote.Address);
        // A refusal is not worth a handshake, and one address must not take all places by being refused.
        var isRefused = count > Options.MaxConnections || excess > 0;
        if (count - MaxRefusals > Options.MaxConnections || excess > MaxRefusals / 16 || (isRefused && Tls is not null))
        {
            Interlocked.Decrement(ref _count);
            _addresses.Leave(socket.Remote.Address);
            socket.Reset();
            return;
        }

        // The one place that decides which way the bytes go.
        LoopChannel channel = Tls is null ? socket : new TlsSocket(socket, Tls);
        var connection = new HttpConnection(this, channel);
        _connections[socket.Loop].Add(connection);
        connection.Open(
            count > Options.MaxConnections ? "Too many connections."
            : excess <= 0 ? null
            : "Too many connections from this address."
        );
    }
}
