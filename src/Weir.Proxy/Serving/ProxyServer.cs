using System.Net;
using Weir.Http.Server;
using Weir.Measurements.Units;
using Weir.Proxy.Caching;
using Weir.Proxy.Caching.Fills;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Caching.Storage.Disk;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;
using Weir.Proxy.Forwarding.Tunnels;
using Weir.Proxy.Relay;
using Weir.Transport.Loop;

namespace Weir.Proxy.Serving;

/// <summary>A proxy in this process: its listeners, store, way upstream, relays, access log and control listener.</summary>
public sealed class ProxyServer : IExchangeObserver, IAsyncDisposable
{
    /// <summary>A millisecond or so, in which nothing is stored.</summary>
    private const int MostLookedThrough = 10_000;

    private readonly ProxyOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<Exception>? _faulted;
    private readonly Action<string>? _warned;
    private readonly LoopGroup _loops;
    private readonly MemoryStore _store;
    private readonly FillThreads _threads;
    private readonly LoadTable _loads;
    private readonly FillContext? _context;
    private readonly TunnelMaker? _tunnels;
    private readonly CacheCounters _counters = new();
    private readonly List<HttpServer> _servers = [];
    private readonly List<IRelay> _relays = [];
    private AccessLog? _log;

    /// <param name="random">Gives the proxy the name by which it knows itself again.</param>
    /// <param name="faulted">Told of bugs that were answered by 500.</param>
    /// <param name="warned">Told in a sentence of what goes wrong meanwhile, such as a full disk.</param>
    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    public ProxyServer(
        ProxyOptions options,
        TimeProvider time,
        Random random,
        Action<Exception>? faulted = null,
        Action<string>? warned = null
    )
    {
        _warned = warned;
        _options = ProxyOptions.Validate(options);
        _time = time;
        _faulted = faulted;
        _loops = new LoopGroup(time, options.Loops, "proxy");
        _store = new MemoryStore(options.Store);
        _threads = new FillThreads(options.UpstreamOptions.MostFetches, options.UpstreamOptions.MostFetches);
        _loads = new LoadTable(_store, faulted);
        if (options.Listen.Count > 0)
        {
            var identity = new ProxyIdentity(random.Next());
            var router = MakeRouter(identity);
            _tunnels = router is ForwardRouter { Allowed: var allowed }
                ? new TunnelMaker(allowed, options.UpstreamOptions, identity, _threads, time)
                : null;
            _context = new FillContext(
                router,
                options.UpstreamOptions,
                new ForwardedRequest(identity, router.IsGateway, isSecure: options.Tls is not null),
                identity,
                _store,
                new FillTable(),
                new PassMarks(),
                time
            )
            {
                Faulted = faulted,
            };
        }
    }

    /// <summary>Where it answers HTTP, once it has started.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _servers.Select(server => server.EndPoint)];

    /// <summary>The servers that it stands before, as they are now.</summary>
    public IReadOnlyList<UpstreamStatus> Upstreams => (_context?.Router as GatewayRouter)?.Status ?? [];

    /// <summary>Where a forward proxy goes.</summary>
    public IReadOnlyList<AllowedHost> Allowed => _options.Allowed;

    /// <summary>Running relays, in the order of the options.</summary>
    public IReadOnlyList<IRelay> Relays => _relays;

    /// <summary>Told the number, from 1, of a relay of which somebody changed what it does. Any thread.</summary>
    public Action<int, IRelay>? RelayChanged { get; init; }

    /// <summary>Null without one, and before the start.</summary>
    public ControlListener? Control { get; private set; }

    /// <summary>Lines that the access log lost.</summary>
    public long DroppedLogLines => _log?.Dropped ?? 0;

    public ProxyStatus Status =>
        new(
            _servers.Sum(server => server.Connections),
            _counters.Requests,
            _counters[CacheVerdict.Hit],
            _counters[CacheVerdict.Revalidated],
            _counters[CacheVerdict.Miss],
            _counters[CacheVerdict.Pass],
            _counters[CacheVerdict.Failed],
            _counters.Bytes,
            _context is null ? 0 : Interlocked.Read(ref _context.BytesFetched),
            _store.Count,
            new ByteSize(_store.Budget.Used),
            new ByteSize(_store.Budget.Limit)
        )
        {
            DigestFailures = _context is null ? 0 : Interlocked.Read(ref _context.DigestFailures),
            Disk = _store.Disk is { } disk
                ? new DiskStatus(
                    disk.Count,
                    new ByteSize(disk.Space.Used),
                    new ByteSize(disk.Space.Limit),
                    disk.Faults.Errors,
                    disk.Faults.Corrupt
                )
                : null,
        };

    /// <summary>What is asked for most, of as much of the store as can be looked through at any time.</summary>
    public IReadOnlyList<StoredObject> MostAskedFor(int most)
    {
        var now = _time.GetUtcNow();
        return
        [
            .. _store
                .Sample(MostLookedThrough)
                .OrderByDescending(entry => entry.Hits)
                .Take(most)
                .Select(entry => new StoredObject(
                    entry.Key,
                    entry.Hits,
                    entry.Body.Length,
                    entry.Response.TimeToLive(now)
                )),
        ];
    }

    bool IExchangeObserver.WantsTcpFacts => _log is not null;

    internal MemoryStore Store => _store;

    internal IRouter? Router => _context?.Router;

    internal TimeProvider Time => _time;

    /// <summary>Starts all of it, or nothing: on failure the proxy is to be disposed.</summary>
    public ProxyFailure? Start()
    {
        if (OpenLog() is { } cannotLog)
            return cannotLog;
        if (_options.Store.Disk is { } path)
        {
            if (!DiskFolder.TryOpen(path, out var folder, out var problem))
                return new ProxyFailure.CannotUseDisk(path, problem);
            _store.Use(folder, _warned ?? (_ => { }));
        }

        foreach (var endPoint in _options.Listen)
        {
            var limits = HttpServerOptions.Default with
            {
                MaxConnections = _options.MaxConnections,
                OwnField = CacheAnswer.OfServer,
            };
            var handler = new CacheHandler(_context!, _threads, _loads, _tunnels);
            var server = new HttpServer(endPoint, _loops, _time, handler, limits)
            {
                Observer = this,
                Faulted = _faulted,
                Tls = _options.Tls,
            };
            _servers.Add(server);
            if (server.TryStart() is not ListenFailure.None and var failure)
                return new ProxyFailure.CannotListen(endPoint, failure);
        }

        foreach (var options in _options.Relays)
        {
            var relay = options.CreateRelay(_time);
            _relays.Add(relay);
            if (relay.TryStart() is not ListenFailure.None and var failure)
                return new ProxyFailure.CannotListen(options.Listen, failure);
        }

        return StartControl();
    }

    /// <summary>Takes stored responses away, and keeps those on their way from being stored; gives how many were stored.</summary>
    /// <param name="text">The key of a URL, the beginning of one, or a tag.</param>
    internal Task<int> PurgeAsync(PurgeScope scope, string text)
    {
        // What a response on its way will be tagged with is not known: none of them is stored.
        _context?.Table.Invalidate(url =>
            scope switch
            {
                PurgeScope.Url => url == text,
                PurgeScope.Prefix => url.StartsWith(text, StringComparison.Ordinal),
                _ => true,
            }
        );
        // What is on the disk is read and deleted: that is not for a loop.
        return Task.Run(() =>
            scope switch
            {
                PurgeScope.Url => _store.Remove(text),
                PurgeScope.Prefix => _store.RemovePrefix(text),
                _ => _store.RemoveTag(text),
            }
        );
    }

    void IExchangeObserver.OnStarted() { }

    void IExchangeObserver.OnCompleted(Exchange exchange, in ExchangeResult result)
    {
        var note = exchange.Note as CacheNote;
        _counters.Count(note?.Verdict, result.BodyBytes);
        if (_log is not null)
            AccessEntry.Write(_log, replica: 0, exchange, result, note is null ? null : note.Write);
    }

    public async ValueTask DisposeAsync()
    {
        if (Control is not null)
            await Control.StopAsync();
        foreach (var server in _servers)
            await server.StopAsync();
        foreach (var relay in _relays)
            await relay.DisposeAsync();
        _tunnels?.Dispose();
        _context?.Router.Dispose();
        _threads.Dispose();
        _loads.Dispose();
        _loops.Dispose();
        _log?.Dispose();
        _store.Dispose();
    }

    private IRouter MakeRouter(ProxyIdentity identity) =>
        _options.Upstreams.Count > 0
            ? new GatewayRouter(_options.Upstreams, _options.UpstreamOptions, identity, _time)
            : new ForwardRouter(new AllowList(_options.Allowed), _options.UpstreamOptions, _time);

    private ProxyFailure.CannotLog? OpenLog()
    {
        if (_options.AccessLog is not { } path)
            return null;
        _log = AccessLog.TryOpen(path, out var problem);
        return problem is null ? null : new ProxyFailure.CannotLog(path, problem);
    }

    private ProxyFailure? StartControl()
    {
        if (_options.Control is not { } endPoint)
            return null;
        if (BearerToken.TryFromFile(_options.ControlToken!, out var problem) is not { } token)
            return new ProxyFailure.CannotUseToken(_options.ControlToken!, problem!);
        Control = new ControlListener(endPoint, _loops, _time, token, ControlRoutes.Of(this), _faulted);
        var failure = Control.TryStart();
        return failure == ListenFailure.None ? null : new ProxyFailure.CannotListen(endPoint, failure);
    }
}
