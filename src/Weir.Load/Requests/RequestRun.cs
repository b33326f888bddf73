using Weir.Analysis.Runs;
using Weir.Downloads.Sources;
using Weir.Load.Barrier;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Measurements.Records;

namespace Weir.Load.Requests;

/// <summary>A run of requests for a small file: its clients are what is under way at once at most.</summary>
internal sealed class RequestRun : ILoadRun
{
    private const int ClientStack = 256 << 10;

    private readonly LoadOptions _options;
    private readonly RequestOptions _requests;
    private readonly RunPlan _plan;
    private readonly TimeProvider _time;
    private readonly string _id;
    private readonly SourceAddress[] _sources;
    private readonly RequestSchedule _schedule;
    private RequestClient[] _clients = [];
    private DateTimeOffset _startedAt;
    private TimeSpan _cpu;
    private long _zero;
    private string? _problem;

    public RequestRun(LoadOptions options, RequestOptions requests, RunPlan plan, TimeProvider time)
    {
        _options = options;
        _requests = requests;
        _plan = plan;
        _time = time;
        _id = RecordIds.NewId(time);
        _sources = [.. options.Sources.Select(source => plan.File is { } file ? source.Beside(file) : source)];
        _schedule = new RequestSchedule(requests);
    }

    public async Task RunAsync(ILoadWatcher? watcher, CancellationToken cancellation)
    {
        _startedAt = _time.GetUtcNow();
        var reference = await Task.Run(
            () => Reference.Fetch(_sources[0], _options.Checksum, _options.Trust, _time, out _problem),
            CancellationToken.None
        );
        if (reference is null)
            return;
        _clients = [.. Enumerable.Range(0, _plan.Clients).Select(i => NewClient(i, reference))];
        using var line = new StartingLine(_clients.Length);
        var over = Task.WhenAll(_clients.Select(client => Start(client, line)));
        using var interruption = cancellation.Register(() => Array.ForEach(_clients, client => client.Interrupt()));
        var before = Environment.CpuUsage.TotalTime;
        var starting = Task.Run(() => line.Start(cancellation), CancellationToken.None);
        await RunProgress.TellAsync(watcher, Progress, over, _options.ProgressInterval, _time);
        await starting;
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
            _problem is null ? [.. _clients.Select(client => RequestResults.Of(_id, client))] : RequestResults.None(_id, _plan.Clients, _sources[0], _problem)
        );
        return _problem is null ? outcome with { Run = outcome.Run with { Requests = Record() } } : outcome;
    }

    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private RequestClient NewClient(int i, Reference reference) =>
        new($"{i + 1}", _sources[i % _sources.Length], _requests, _schedule, reference, _options.Trust, _time);

    private Task Start(RequestClient client, StartingLine line)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                client.Run(line, Zero);
                over.SetResult();
            },
            ClientStack
        )
        {
            IsBackground = true,
            Name = $"weir client {client.Name}",
        };
        thread.Start();
        return over.Task;
    }

    /// <summary>The same moment for all: that at which the first of them came from the line.</summary>
    private long Zero()
    {
        var now = _time.GetTimestamp();
        var earlier = Interlocked.CompareExchange(ref _zero, now, 0);
        return earlier == 0 ? now : earlier;
    }

    private RequestsRecord Record()
    {
        var all = new RequestTally();
        foreach (var client in _clients)
            all.Merge(client.Tally);
        var duration = _clients.Max(client => client.Ended);
        return RequestResults.Record(_requests, _schedule, all, duration, _cpu);
    }

    private LoadProgress Progress()
    {
        var done = _clients.Sum(client => client.Done);
        return new LoadProgress(0, _clients.Length, 0) { Requests = done };
    }
}
