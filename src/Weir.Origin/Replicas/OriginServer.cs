using Weir.Http.Server;
using Weir.Origin.Digests;
using Weir.Origin.Files;
using Weir.Origin.Runs;
using Weir.Transport.Loop;

namespace Weir.Origin.Replicas;

/// <summary>An origin in this process: its replicas, its loops, its access log and its control listener.</summary>
public sealed class OriginServer : IAsyncDisposable
{
    private readonly OriginOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<Exception>? _faulted;
    private readonly LoopGroup _loops;
    private readonly List<Replica> _replicas = [];
    private readonly DigestIndex _digests;
    private readonly ContentDigests _contents = new();
    private readonly Copies _copies;
    private AccessLog? _log;

    /// <param name="faulted">Told of bugs that were answered by 500.</param>
    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    public OriginServer(OriginOptions options, TimeProvider time, Action<Exception>? faulted = null)
    {
        _options = OriginOptions.Validate(options);
        _time = time;
        _faulted = faulted;
        // In the clear a loop only tells the kernel what to move, and the kernel's own share needs a core as well: a loop
        // on each is slower and costs more. Over TLS the loops do the work.
        _loops = new LoopGroup(time, options.Loops, "origin", coresPerLoop: options.Tls is null ? 2 : 1);
        _digests = new DigestIndex(options.Digests, time);
        _copies = new Copies(options.Mirrors, _digests, options.Scheme);
        if (options.Runs is { } runs)
            Runs = new RunBarrier(runs, time);
    }

    /// <summary>The replicas in the order of their numbers; all of them once it has started.</summary>
    public IReadOnlyList<Replica> Replicas => _replicas;

    /// <summary>What holds files until enough clients are there; null without runs.</summary>
    public RunBarrier? Runs { get; }

    /// <summary>How far the hashing of files is.</summary>
    public DigestProgress Hashing => _digests.Progress;

    /// <summary>Null without one, and before the start.</summary>
    public ControlListener? Control { get; private set; }

    /// <summary>Lines that the access log lost.</summary>
    public long DroppedLogLines => _log?.Dropped ?? 0;

    /// <summary>Starts all of it, or nothing: on failure the origin is to be disposed.</summary>
    public async Task<OriginFailure?> StartAsync()
    {
        if (OpenLog() is { } cannotLog)
            return cannotLog;
        foreach (var replica in _options.Replicas)
        {
            if (!FileRoot.TryOpen(replica.Root, out var root))
                return new OriginFailure.NoRoot(replica.Root);
            foreach (var secret in _options.Secrets)
                root!.Hide(secret);
            _replicas.Add(
                new Replica(
                    _replicas.Count + 1,
                    replica,
                    _options,
                    new ReplicaParts(root!, _loops, _time, _log, Runs, _copies, _digests, _contents),
                    _faulted
                )
            );
            var failure = await _replicas[^1].ActAsync(ReplicaAct.Start);
            if (failure != ListenFailure.None)
                return new OriginFailure.CannotListen(replica.EndPoint, failure);
        }

        _copies.Set(_replicas.Select(replica => replica.Place));
        return StartControl();
    }

    /// <summary>
    /// Refuses new connections and lets the answers that are under way come to their end, for so long; what is left is for
    /// <see cref="DisposeAsync"/>, which resets it.
    /// </summary>
    public async Task DrainAsync(TimeSpan grace)
    {
        using var enough = new CancellationTokenSource(grace, _time);
        await Task.WhenAll(_replicas.Select(replica => replica.DrainAsync(enough.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        if (Control is not null)
            await Control.StopAsync();
        foreach (var replica in _replicas)
            await replica.ActAsync(ReplicaAct.Stop);
        if (Runs is not null)
            await Runs.EndAsync();
        _loops.Dispose();
        _digests.Dispose();
        _contents.Dispose();
        _log?.Dispose();
        foreach (var replica in _replicas)
            replica.Dispose();
    }

    private OriginFailure.CannotLog? OpenLog()
    {
        if (_options.AccessLog is not { } path)
            return null;
        _log = AccessLog.TryOpen(path, out var problem);
        return problem is null ? null : new OriginFailure.CannotLog(path, problem);
    }

    private OriginFailure? StartControl()
    {
        if (_options.Control is not { } endPoint)
            return null;
        if (BearerToken.TryFromFile(_options.ControlToken!, out var problem) is not { } token)
            return new OriginFailure.CannotUseToken(_options.ControlToken!, problem!);
        Control = new ControlListener(endPoint, _loops, _time, token, ControlRoutes.Of(this), _faulted);
        var failure = Control.TryStart();
        return failure == ListenFailure.None ? null : new OriginFailure.CannotListen(endPoint, failure);
    }
}
