using Weir.Analysis.Runs;
using Weir.Downloads.Sources;
using Weir.Load.Barrier;
using Weir.Load.Clients;
using Weir.Load.Matrix;
using Weir.Measurements.Records;

namespace Weir.Load.Running;

/// <summary>One run: its clients, each on a thread of its own, from the starting line to their results.</summary>
internal sealed class LoadRun : IDisposable
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
        var sources = options.Sources.Select(source => plan.File is { } file ? source.Beside(file) : source).ToArray();
        _target = options.Target ?? sources[0].PublicUrl;
        _clients =
        [
            .. Enumerable
                .Range(0, plan.Clients)
                .Select(i => NewClient($"{i + 1}", sources[i % sources.Length], number)),
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
        var starting = Task.Run(() => _line.Start(cancellation), CancellationToken.None);
        await ReportAsync(watcher, over.Task);
        await starting;
    }

    /// <summary>What came of it, once it has run.</summary>
    public RunOutcome Outcome(out IReadOnlyList<TransferRecord> transfers)
    {
        if (_options.Checksum is null)
            Compare();
        var results = _clients.Select(client => ClientResults.Of(_id, client)).ToArray();
        var starts = _clients.Where(c => c.Trace.RequestedAt is not null).Select(c => c.Trace.RequestedAt!.Value);
        transfers =
        [
            .. _clients.Select(client => ClientResults.Transfer(_id, client, _options, _target, _startedAt, _time)),
        ];
        return RunSummary.Of(
            new RunHeading(
                _id,
                results.Min(result => result.StartedAt) ?? _startedAt,
                _options.Agent,
                _target,
                RunMath.Spread([.. starts])
            ),
            results
        );
    }

    public void Dispose()
    {
        Array.ForEach(_clients, client => client.Dispose());
        _line.Dispose();
    }

    private LoadClient NewClient(string name, SourceAddress source, int number)
    {
        var options = new LoadClientOptions
        {
            RunId = _id,
            Checksum = _options.Checksum,
            Trust = _options.Trust,
            KeepAs = _options.Keep is { } folder
                ? KeptFiles.PathOf(folder, source, name, number, _options.Runs.Count)
                : null,
        };
        return new LoadClient(name, source, options, _time);
    }

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

    private async Task ReportAsync(ILoadWatcher? watcher, Task over)
    {
        using var timer = new PeriodicTimer(_options.ProgressInterval, _time);
        while (!over.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            if (await Task.WhenAny(over, tick) == over)
                return;
            var done = _clients.Count(client => client.IsOver);
            watcher?.OnProgress(new LoadProgress(done, _clients.Length, _clients.Sum(client => client.Bytes)));
        }
    }

    /// <summary>Without a checksum, whoever has another file than most has a wrong one.</summary>
    private void Compare()
    {
        var whole = _clients.Where(client => client.Trace.Hash is not null).ToArray();
        var right = HashAgreement.Of([.. whole.Select(client => client.Trace.Hash!)]);
        foreach (var client in whole)
        {
            if (client.Trace.Hash == right)
                continue;
            client.Trace.Outcome = TransferOutcome.Corrupt;
            client.Trace.Error = right is null
                ? $"the clients got different files, this one sha-256:{client.Trace.Hash}; say which is meant with --checksum"
                : $"the file has the hash sha-256:{client.Trace.Hash}, most clients have {right}";
        }
    }
}
