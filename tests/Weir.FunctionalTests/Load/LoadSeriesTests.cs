using System.Security.Cryptography;
using Weir.Analysis.Runs;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Origin;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Measurements.Records;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Load;

public sealed class LoadSeriesTests : IAsyncDisposable
{
    private static readonly TestContent Content = new(3_000_000);
    private static readonly TestContent Other = new(3_000_000, seed: 2);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingWatcher _watcher = new();
    private TestOrigin? _origin;

    public async ValueTask DisposeAsync()
    {
        if (_origin is not null)
            await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task All_clients_get_the_file_and_their_transfers_carry_the_run()
    {
        await StartAsync();
        var outcome = Assert.Single(await RunAsync([Url("file")], [new RunPlan(8, null)]));

        Assert.Equal((8, 8, 0, 0), (outcome.Run.Clients, outcome.Run.Ok, outcome.Run.Failed, outcome.Run.Corrupt));
        Assert.Equal(Content.Size, outcome.Run.Bytes);
        Assert.NotNull(outcome.Run.GlobalRate);
        Assert.NotNull(outcome.Run.StartSpread);
        Assert.Equal(8, outcome.Clients.Select(client => client.LocalPort).Distinct().Count());
        Assert.All(outcome.Clients, client => Assert.Equal(Content.Sha256, client.Sha256));
        Assert.All(_watcher.Transfers, transfer => Assert.Equal(outcome.Run.Id, transfer.RunId));
        Assert.Equal(Enumerable.Range(1, 8).Select(n => $"{n}"), _watcher.Transfers.Select(t => t.Client));
        Assert.All(_watcher.Transfers, transfer => Assert.Equal(transfer.Bytes, transfer.Sources.Sum(s => s.Bytes)));
    }

    [Fact]
    public async Task A_wrong_hash_makes_a_client_corrupt()
    {
        await StartAsync();
        var outcome = Assert.Single(
            await RunAsync([Url("file")], [new RunPlan(2, null)], options => options with { Checksum = Sha256(Other) })
        );

        Assert.Equal((0, 2), (outcome.Run.Ok, outcome.Run.Corrupt));
        Assert.All(outcome.Clients, client => Assert.Contains(Content.Sha256, client.Error));
    }

    [Fact]
    public async Task Without_a_checksum_the_one_that_got_another_file_is_corrupt()
    {
        await StartAsync();
        var outcome = Assert.Single(await RunAsync([Url("file"), Url("file"), Url("other")], [new RunPlan(3, null)]));

        Assert.Equal(
            [TransferOutcome.Ok, TransferOutcome.Ok, TransferOutcome.Corrupt],
            outcome.Clients.Select(client => client.Outcome)
        );
    }

    [Fact]
    public async Task A_client_that_cannot_connect_is_a_row_and_holds_up_nobody()
    {
        await StartAsync();
        var nowhere = Source("http://127.0.0.1:1/file");
        var outcome = Assert.Single(await RunAsync([Url("file"), nowhere], [new RunPlan(4, null)]));

        Assert.Equal((2, 2), (outcome.Run.Ok, outcome.Run.Failed));
        Assert.All(
            outcome.Clients.Where(client => client.Outcome == TransferOutcome.Failed),
            client => Assert.Equal("connection refused", client.Error)
        );
        Assert.Contains(_watcher.Transfers, transfer => transfer.Sources[0].State == SourceState.Failed);
    }

    [Fact]
    public async Task Each_client_may_fetch_from_all_sources_at_once()
    {
        await StartAsync(replicas: 2);
        var kept = Directory.CreateDirectory(_folder["kept"]).FullName;
        var outcome = Assert.Single(
            await RunAsync(
                [Url("file"), Url("file", replica: 2)],
                [new RunPlan(4, null)],
                options => options with { AllSources = true, Checksum = Sha256(Content), Keep = kept }
            )
        );

        Assert.Equal((4, 4, 0, 0), (outcome.Run.Clients, outcome.Run.Ok, outcome.Run.Failed, outcome.Run.Corrupt));
        Assert.NotNull(outcome.Run.StartSpread);
        Assert.All(outcome.Clients, client => Assert.Equal(Content.Sha256, client.Sha256));
        Assert.All(_watcher.Transfers, transfer => Assert.Equal(outcome.Run.Id, transfer.RunId));
        Assert.All(
            _watcher.Transfers,
            transfer =>
            {
                Assert.Equal(2, transfer.Sources.Count);
                Assert.All(transfer.Sources, source => Assert.NotNull(source.Connect));
                Assert.Equal(transfer.Bytes + transfer.WastedBytes, transfer.Sources.Sum(s => s.Bytes));
            }
        );
        Assert.Equal(
            Content.Bytes.ToArray(),
            await File.ReadAllBytesAsync(Path.Combine(kept, "file.3"), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Of_several_sources_at_once_one_that_is_not_there_holds_up_nobody()
    {
        await StartAsync();
        var nowhere = Source("http://127.0.0.1:1/file");
        var outcome = Assert.Single(
            await RunAsync(
                [Url("file"), nowhere],
                [new RunPlan(2, null)],
                options => options with { AllSources = true }
            )
        );

        Assert.Equal((2, 2), (outcome.Run.Clients, outcome.Run.Ok));
        Assert.All(_watcher.Transfers, t => Assert.Equal(0, t.Sources[1].Bytes));
    }

    [Fact]
    public async Task Clients_of_several_sources_that_all_refuse_are_rows()
    {
        await StartAsync();
        var outcome = Assert.Single(
            await RunAsync(
                [Source("http://127.0.0.1:1/file"), Url("none")],
                [new RunPlan(2, null)],
                options => options with { AllSources = true }
            )
        );

        Assert.Equal((2, 2), (outcome.Run.Clients, outcome.Run.Failed));
        Assert.All(outcome.Clients, client => Assert.Contains("404", client.Error));
        Assert.All(outcome.Clients, client => Assert.DoesNotContain("--wait", client.Error));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_row_with_its_reason()
    {
        await StartAsync();
        var outcome = Assert.Single(await RunAsync([Url("none")], [new RunPlan(1, null)]));

        Assert.Equal("404 Not Found", Assert.Single(outcome.Clients).Error);
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_leaves_rows_that_say_so()
    {
        await StartAsync(bytesPerSecond: 1_000_000);
        var running = RunAsync([Url("file")], [new RunPlan(2, null)]);
        while (_origin!.First.Status.Bytes == 0)
            await Task.Yield();
        await _origin.First.ActAsync(Weir.Origin.Replicas.ReplicaAct.Stop);
        var outcome = Assert.Single(await running);

        Assert.Equal(2, outcome.Run.Failed);
        Assert.All(outcome.Clients, client => Assert.NotNull(client.Error));
        Assert.All(outcome.Clients, client => Assert.True(client.Bytes < Content.Size));
    }

    [Fact]
    public async Task Files_are_kept_where_they_should_be()
    {
        await StartAsync();
        await RunAsync([Url("file")], [new RunPlan(2, null)], options => options with { Keep = _folder["one"] });
        Assert.Equal(["file.1", "file.2"], Names("one"));
        Assert.Equal(Content.Sha256, Hash("one/file.2"));

        await RunAsync(
            [Url("")],
            [new RunPlan(1, "file"), new RunPlan(1, "other")],
            options => options with { Keep = _folder["two"] }
        );
        Assert.Equal(["run-1", "run-2"], Names("two"));
        Assert.Equal(Other.Sha256, Hash("two/run-2/other.1"));
    }

    [Fact]
    public async Task A_barrier_of_the_server_itself_is_waited_for()
    {
        await StartAsync(change: options =>
            options with
            {
                Runs = new Weir.Origin.Runs.RunOptions { Clients = 3, Name = "lab3" },
            }
        );
        var outcome = Assert.Single(await RunAsync([Url("file")], [new RunPlan(3, null)]));

        Assert.Equal(3, outcome.Run.Ok);
    }

    [Fact]
    public async Task An_interrupted_run_ends_with_what_there_is()
    {
        await StartAsync(bytesPerSecond: 100_000);
        using var interrupt = new CancellationTokenSource();
        var running = RunAsync([Url("file")], [new RunPlan(2, null), new RunPlan(2, null)], interrupt: interrupt);
        while (_origin!.First.Status.Bytes == 0)
            await Task.Yield();
        await interrupt.CancelAsync();
        var outcome = Assert.Single(await running);

        Assert.All(outcome.Clients, client => Assert.Equal(TransferOutcome.Cancelled, client.Outcome));
    }

    private async Task StartAsync(
        double? bytesPerSecond = null,
        int replicas = 1,
        Func<Weir.Origin.Replicas.OriginOptions, Weir.Origin.Replicas.OriginOptions>? change = null
    )
    {
        _origin = await TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("root/file", Content.Bytes.Span);
                folder.Write("root/other", Other.Bytes.Span);
            },
            replicas,
            change
        );
        if (bytesPerSecond is { } rate)
            await _origin.First.SetRateAsync(Weir.Measurements.Units.BitRate.FromBytesPerSecond(rate));
    }

    private Task<IReadOnlyList<RunOutcome>> RunAsync(
        SourceAddress[] sources,
        RunPlan[] runs,
        Func<LoadOptions, LoadOptions>? change = null,
        CancellationTokenSource? interrupt = null
    )
    {
        var options = new LoadOptions { Sources = sources, Runs = runs };
        return new LoadSeries(change?.Invoke(options) ?? options).RunAsync(
            _watcher,
            interrupt?.Token ?? TestContext.Current.CancellationToken
        );
    }

    private SourceAddress Url(string name, int replica = 1) =>
        Source($"http://{_origin!.Server.Replicas[replica - 1].Status.Address}/{name}");

    private static SourceAddress Source(string url)
    {
        Assert.True(SourceAddress.TryParse(url, out var source, out _));
        return source;
    }

    private static Checksum Sha256(TestContent content) => Checksum.Parse($"sha256:{content.Sha256}");

    private IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFileSystemEntries(_folder[folder]).Select(path => Path.GetFileName(path)).Order();

    private string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[name])));

    private sealed class RecordingWatcher : ILoadWatcher
    {
        public List<TransferRecord> Transfers { get; } = [];

        public void OnRunStarting(int number, int runs, RunPlan plan) { }

        public void OnProgress(LoadProgress progress) { }

        public Task OnRunFinishedAsync(RunOutcome outcome, IReadOnlyList<TransferRecord> transfers)
        {
            Transfers.AddRange(transfers);
            return Task.CompletedTask;
        }
    }
}
