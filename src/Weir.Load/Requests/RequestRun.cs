using Weir.Analysis.Runs;
using Weir.Downloads.Sources;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Measurements.Records;
using Weir.Transport.Drivers;

namespace Weir.Load.Requests;

/// <summary>A run of requests for a small file: its clients are what is under way at once at most.</summary>
internal sealed class RequestRun : ILoadRun
{
    private readonly LoadOptions _options;
    private readonly RequestOptions _requests;
    private readonly RunPlan _plan;
    private readonly TimeProvider _time;
    private readonly string _id;
    private readonly SourceAddress[] _sources;
    private readonly RequestSchedule _schedule;
    private IRequestCrew? _crew;
    private DateTimeOffset _startedAt;
    private TimeSpan _cpu;
    private string? _problem;
    private TransferOutcome _outcome;

    public RequestRun(LoadOptions options, RequestOptions requests, RunPlan plan, TimeProvider time)
    {
        _options = options;
        _requests = requests;
        _plan = plan;
        _time = time;
        _id = RecordIds.NewId(time);
        _sources = plan.Locate(options.Sources);
        _schedule = new RequestSchedule(requests);
    }

    public async Task RunAsync(ILoadWatcher? watcher, CancellationToken cancellation)
    {
        _startedAt = _time.GetUtcNow();
        var reference = await Task.Run(
            () => Reference.Fetch(_sources[0], _options.Checksum, _options.Trust, _time, out _problem, out _outcome),
            CancellationToken.None
        );
        if (reference is null)
            return;
        _crew = await Task.Run(() => Crew(reference), CancellationToken.None);
        var before = Environment.CpuUsage.TotalTime;
        var over = _crew.RunAsync(cancellation);
        await RunProgress.TellAsync(watcher, Progress, over, _options.ProgressInterval, _time);
        await over;
        _cpu = Environment.CpuUsage.TotalTime - before;
    }

    public RunOutcome Outcome(out IReadOnlyList<TransferRecord> transfers)
    {
        transfers = [];
        var heading = new RunHeading(
            _id,
            _startedAt,
            _options.Agent,
            _options.Target ?? _sources[0].PublicUrl,
            StartSpread: null
        );
        var outcome = RunSummary.Of(
            heading,
            _problem is null
                ? [.. _crew!.Clients.Select(client => RequestResults.Of(_id, client))]
                : RequestResults.None(_id, _plan.Clients, _sources[0], _outcome, _problem)
        );
        return _problem is null ? outcome with { Run = outcome.Run with { Requests = Record() } } : outcome;
    }

    public void Dispose() => _crew?.Dispose();

    /// <summary>Threads where a moment has to be met or TLS be spoken, else event loops.</summary>
    private IRequestCrew Crew(Reference reference) =>
        NativeDrivers.AreUsed
        && _requests.ArrivalsPerSecond is null
        && !Array.Exists(_sources, source => source.IsSecure)
            ? new LoopCrew(_plan.Clients, _sources, _requests, _schedule, reference, _time)
            : new ThreadCrew([.. Enumerable.Range(0, _plan.Clients).Select(i => NewClient(i, reference))], _time);

    private RequestClient NewClient(int i, Reference reference) =>
        new($"{i + 1}", _sources[i % _sources.Length], _requests, _schedule, reference, _options.Trust, _time);

    private RequestsRecord Record()
    {
        var all = new RequestTally();
        foreach (var client in _crew!.Clients)
            all.Merge(client.Tally);
        var duration = _crew.Clients.Max(client => client.Ended);
        return RequestResults.Record(_requests, _schedule, all, duration, _cpu);
    }

    private LoadProgress Progress() =>
        new(_id, 0, _plan.Clients, 0) { Requests = _crew!.Clients.Sum(client => client.Done) };
}
