using Weir.Http.Server;
using Weir.Measurements.Units;
using Weir.Origin.Files;
using Weir.Origin.Runs;
using Weir.Transport.Loop;

namespace Weir.Origin.Replicas;

/// <summary>One listener of an origin, with a state, a rate and counters of its own. Any thread.</summary>
public sealed class Replica : IExchangeObserver, IDisposable
{
    /// <summary>Orders the changes of state, each of which takes a while; <see cref="State"/> is read without it.</summary>
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ReplicaGate _gate;
    private readonly HttpServer _server;
    private readonly FileRoot _root;
    private readonly FileHandler _files;
    private readonly AccessLog? _log;
    private readonly AccessLogFormat _logFormat;
    private readonly RunBarrier? _runs;
    private volatile ReplicaState _state = ReplicaState.Stopped;
    private long _requests;

    internal Replica(
        int number,
        ReplicaOptions options,
        OriginOptions origin,
        ReplicaParts parts,
        Action<Exception>? faulted
    )
    {
        Number = number;
        _root = parts.Root;
        _log = parts.Log;
        _runs = parts.Runs;
        _gate = new ReplicaGate(parts.Time, origin.Latency) { Rate = options.Rate };
        _logFormat = origin.AccessLogFormat;
        var limits = HttpServerOptions.Default with
        {
            MaxConnections = origin.MaxConnections,
            MaxConnectionsPerAddress = origin.MaxConnectionsPerAddress,
            MinRate = origin.MinRate.BytesPerSecond,
        };
        _files = new FileHandler(
            () => Place,
            parts.Root,
            parts.Time,
            parts.Runs,
            parts.Copies,
            parts.Digests,
            parts.Contents,
            origin.MaxAge
        );
        IRequestHandler handler = parts.Runs is null ? _files : new RunHandler(parts.Runs, _files);
        _server = new HttpServer(options.EndPoint, parts.Loops, parts.Time, handler, limits)
        {
            Gate = _gate,
            Observer = this,
            Faulted = faulted,
            Tls = origin.Tls,
        };
    }

    /// <summary>Where copies of its files are; its port is known once it has started.</summary>
    internal CopyPlace Place => new(_server.EndPoint, _root);

    public int Number { get; }

    /// <summary>The folder or file that it serves, as it was given.</summary>
    public string Root => _root.Path;

    /// <summary>Where a browser finds it: the folder, or the one file.</summary>
    public string Url => $"{(_server.Tls is null ? "http" : "https")}://{_server.EndPoint}/{_root.UrlPath}";

    public ReplicaState State => _state;

    public ReplicaStatus Status =>
        new(
            Number,
            _server.EndPoint,
            _state,
            _server.Connections,
            Interlocked.Read(ref _requests),
            _gate.Bytes,
            _gate.Throughput,
            _gate.Rate
        );

    bool IExchangeObserver.WantsTcpFacts => _log is not null || _runs is not null;

    /// <summary>Does what is asked, or nothing when it is so already; completes when it holds.</summary>
    /// <returns>Why the port cannot be listened on, for <see cref="ReplicaAct.Start"/> alone.</returns>
    public async Task<ListenFailure> ActAsync(ReplicaAct act)
    {
        await _changing.WaitAsync();
        try
        {
            return await ChangeAsync(ReplicaRules.Next(_state, act));
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Lets what is under way come to its end; see <see cref="HttpServer.DrainAsync"/>.</summary>
    internal async Task DrainAsync(CancellationToken enough)
    {
        await _changing.WaitAsync(CancellationToken.None);
        try
        {
            await _server.DrainAsync(enough);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Changes the limit while it serves; null lifts it.</summary>
    public async Task SetRateAsync(BitRate? rate)
    {
        _gate.Rate = rate;
        await _server.KickAsync();
    }

    public void Dispose()
    {
        _files.Dispose();
        _root.Dispose();
        _changing.Dispose();
    }

    void IExchangeObserver.OnStarted() => Interlocked.Increment(ref _requests);

    void IExchangeObserver.OnCompleted(Exchange exchange, in ExchangeResult result)
    {
        if (_log is not null && _logFormat == AccessLogFormat.Combined)
            CombinedEntry.Write(_log, exchange, result);
        else if (_log is not null)
            AccessEntry.Write(_log, Number, exchange, result);
        _runs?.OnCompleted(exchange, result);
    }

    private async Task<ListenFailure> ChangeAsync(ReplicaState next)
    {
        if (next == _state)
            return ListenFailure.None;
        var isListening = _state != ReplicaState.Stopped;
        // A paused replica that is stopped sends nothing on its way: the gate opens when its connections are gone.
        if (next != ReplicaState.Stopped)
            _gate.IsPaused = next == ReplicaState.Paused;
        switch (next)
        {
            case ReplicaState.Stopped:
                await _server.StopAsync();
                _gate.IsPaused = false;
                break;
            case ReplicaState.Serving when !isListening:
                var failure = _server.TryStart();
                if (failure != ListenFailure.None)
                    return failure;
                break;
            default:
                await _server.KickAsync();
                break;
        }

        _state = next;
        return ListenFailure.None;
    }
}
