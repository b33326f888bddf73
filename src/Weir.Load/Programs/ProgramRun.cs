using Weir.Analysis.Runs;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Measurements.Records;

namespace Weir.Load.Programs;

/// <summary>
/// One run of other people's programs. Its life:
/// <list type="number">
/// <item>without a checksum the file is fetched once, so that there is something to judge by</item>
/// <item>a process is made for each client and held at its beginning</item>
/// <item>all are let go, one right after the other</item>
/// <item>each is awaited, to its end or to the end of patience</item>
/// <item>then each file is hashed</item>
/// </list>
/// </summary>
internal sealed class ProgramRun : ILoadRun
{
    private readonly LoadOptions _options;
    private readonly RunPlan _plan;
    private readonly TimeProvider _time;
    private readonly string _id;
    private readonly SourceAddress[] _sources;
    private readonly string? _scratch;
    private readonly ProgramClient[] _clients;
    private Checksum? _checksum;
    private DateTimeOffset _startedAt;

    public ProgramRun(LoadOptions options, RunPlan plan, int number, TimeProvider time)
    {
        _options = options;
        _plan = plan;
        _time = time;
        _id = RecordIds.NewId(time);
        _sources = plan.Locate(options.Sources);
        _checksum = options.Checksum;
        _scratch = options.Keep is null ? Directory.CreateTempSubdirectory("weir-load-").FullName : null;
        _clients = [.. Enumerable.Range(0, plan.Clients).Select(i => NewClient(i, number))];
    }

    public async Task RunAsync(ILoadWatcher? watcher, CancellationToken cancellation)
    {
        _startedAt = _time.GetUtcNow();
        if (_checksum is null && await FetchReferenceAsync(cancellation) is { } problem)
        {
            foreach (var client in _clients)
                client.Trace.Error = problem;
            return;
        }

        string[] urls = [.. _sources.Select(source => source.Url)];
        for (var i = 0; i < _clients.Length && !cancellation.IsCancellationRequested; i++)
            _clients[i].Prepare(_options.Commands[i % _options.Commands.Count], urls);
        _startedAt = _time.GetUtcNow();
        var started = _time.GetTimestamp();
        foreach (var client in _clients)
            client.Release(started);
        var over = Task.WhenAll(_clients.Select(client => client.WaitAsync(_options.ProgramTimeout, cancellation)));
        await RunProgress.TellAsync(watcher, Progress, over, _options.ProgressInterval, _time);
        await over;
        foreach (var client in _clients)
            client.Verify(_checksum!);
    }

    public RunOutcome Outcome(out IReadOnlyList<TransferRecord> transfers) =>
        RunResults.Of(
            new RunHeading(
                _id,
                _startedAt,
                _options.Agent,
                _options.Target ?? _sources[0].PublicUrl,
                StartSpread: null
            ),
            _clients,
            _options with
            {
                Checksum = _checksum,
            },
            _time,
            out transfers
        );

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
        if (_scratch is not null)
            Directory.Delete(_scratch, recursive: true);
    }

    private ProgramClient NewClient(int i, int number)
    {
        var (name, source) = ($"{i + 1}", _sources[i % _sources.Length]);
        var output = _scratch is not null
            ? Path.Combine(_scratch, $"{source.FileName ?? "file"}.{name}")
            : KeptFiles.PathOf(_options.Keep!, source, name, number, _options.Runs.Count);
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        return new ProgramClient(name, source, output, output + ".log", _time);
    }

    /// <returns>Why there is nothing to judge by, in a clause; null when there is.</returns>
    private async Task<string?> FetchReferenceAsync(CancellationToken cancellation)
    {
        var once = _options with { Runs = [_plan with { Clients = 1 }], Commands = [], Keep = null };
        using var run = new LoadRun(once, once.Runs[0], number: 1, _time);
        await run.RunAsync(watcher: null, cancellation);
        var client = run.Outcome(out _).Clients[0];
        if (client is not { Outcome: TransferOutcome.Ok, Sha256: { } hash })
            return $"the file itself, to judge by, cannot be had: {client.Error}";
        _checksum = Checksum.Parse($"sha256:{hash}");
        return null;
    }

    private LoadProgress Progress() =>
        LoadProgress.Of(_id, _clients.Select(client => (client.Source, client.IsOver, client.Bytes)));
}
