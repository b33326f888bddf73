using Weir.Analysis.Runs;
using Weir.Downloads.Sources;
using Weir.Load.Barrier;
using Weir.Load.Clients;
using Weir.Load.Matrix;
using Weir.Measurements.Records;

namespace Weir.Load.Running;

/// <summary>One run: its clients, each on a thread of its own, from the starting line to their results.</summary>
internal sealed class LoadRun : ILoadRun
{
    private const int ClientStack = 256 << 10;

    private readonly LoadOptions _options;
    private readonly TimeProvider _time;
    private readonly string _id;
    private readonly string _target;
    private readonly LoadClient[] _clients;
    private readonly StartingLine _line;
    private DateTimeOffset _startedAt;

    public LoadRun(LoadOptions options, RunPlan plan, int number, TimeProvider time)
    {
        _options = options;
        _time = time;
        _id = RecordIds.NewId(time);
        var sources = plan.Locate(options.Sources);
        _target = options.Target ?? sources[0].PublicUrl;
        _clients =
        [
            .. Enumerable
                .Range(0, plan.Clients)
                .Select(i => NewClient($"{i + 1}", sources[i % sources.Length], plan, number)),
        ];
        _line = new StartingLine(plan.Clients);
    }

    public async Task RunAsync(ILoadWatcher? watcher, CancellationToken cancellation)
    {
        _startedAt = _time.GetUtcNow();
        var started = _time.GetTimestamp();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = _clients.Length;
        foreach (var client in _clients)
            Start(
                client,
                started,
                () =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        over.SetResult();
                }
            );
        using var interruption = cancellation.Register(() => Array.ForEach(_clients, client => client.Interrupt()));
        // Waiting for all to be ready blocks, and this thread may be anybody's.
        var starting = Task.Run(
            () =>
            {
                WarmUp.Once();
                _line.Start(cancellation);
            },
            CancellationToken.None
        );
        await RunProgress.TellAsync(watcher, Progress, over.Task, _options.ProgressInterval, _time);
        await starting;
    }

    public RunOutcome Outcome(out IReadOnlyList<TransferRecord> transfers) =>
        RunResults.Of(
            new RunHeading(_id, _startedAt, _options.Agent, _target, StartSpread: null),
            _clients,
            _options,
            _time,
            out transfers
        );

    public void Dispose()
    {
        Array.ForEach(_clients, client => client.Dispose());
        _line.Dispose();
    }

    private LoadClient NewClient(string name, SourceAddress source, RunPlan plan, int number) =>
        new(name, source, LoadClientOptions.Of(_options, _id, plan, source, name, number), _time);

    private void Start(LoadClient client, long started, Action ended)
    {
        var thread = new Thread(
            () =>
            {
                client.Run(_line, started);
                ended();
            },
            ClientStack
        )
        {
            IsBackground = true,
            Name = $"weir client {client.Name}",
        };
        thread.Start();
    }

    private LoadProgress Progress()
    {
        var sizes = _clients.Select(client => client.Trace.Size).ToArray();
        return LoadProgress.Of(_id, _clients.Select(client => (client.Source, client.IsOver, client.Bytes))) with
        {
            Size = sizes.All(size => size is not null) ? sizes.Sum() : null,
        };
    }
}
