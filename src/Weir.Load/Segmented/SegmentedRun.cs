using Weir.Analysis.Runs;
using Weir.Load.Clients;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Measurements.Records;

namespace Weir.Load.Segmented;

/// <summary>One run of clients that each fetch from all sources, let go when all of them are connected.</summary>
internal sealed class SegmentedRun : ILoadRun
{
    private readonly LoadOptions _options;
    private readonly TimeProvider _time;
    private readonly string _id;
    private readonly string _target;
    private readonly SegmentedClient[] _clients;
    private DateTimeOffset _startedAt;

    public SegmentedRun(LoadOptions options, RunPlan plan, int number, TimeProvider time)
    {
        _options = options;
        _time = time;
        _id = RecordIds.NewId(time);
        var sources = plan.Locate(options.Sources);
        _target = options.Target ?? sources[0].PublicUrl;
        _clients =
        [
            .. Enumerable
                .Range(1, plan.Clients)
                .Select(i => new SegmentedClient(
                    $"{i}",
                    sources,
                    LoadClientOptions.Of(options, _id, plan, sources[0], $"{i}", number),
                    time
                )),
        ];
    }

    public async Task RunAsync(ILoadWatcher? watcher, CancellationToken cancellation)
    {
        _startedAt = _time.GetUtcNow();
        var started = _time.GetTimestamp();
        using var interruption = cancellation.Register(Release);
        var running = _clients.Select(client => client.RunAsync(_clients.Length, started, cancellation)).ToArray();
        // Whoever ends before it is ready, as one whose file cannot be kept, holds up nobody.
        await Task.WhenAll(_clients.Select((client, i) => Task.WhenAny(client.Ready, running[i])));
        Release();
        var over = Task.WhenAll(running);
        await RunProgress.TellAsync(watcher, Progress, over, _options.ProgressInterval, _time);
        await over;
    }

    public RunOutcome Outcome(out IReadOnlyList<TransferRecord> transfers) =>
        RunResults.Of(
            new RunHeading(_id, _startedAt, _options.Agent, _target, StartSpread: null),
            _clients,
            _options,
            _time,
            out transfers
        );

    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private void Release() => Array.ForEach(_clients, client => client.Release());

    private LoadProgress Progress() =>
        new(_id, _clients.Count(client => client.IsOver), _clients.Length, _clients.Sum(client => client.Bytes));
}
