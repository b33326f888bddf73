using Weir.Analysis.Runs;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Origin;
using Weir.Load.Matrix;
using Weir.Load.Requests;
using Weir.Load.Running;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;
using Weir.Origin.Replicas;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Load;

public sealed class RequestRunTests : IAsyncDisposable
{
    private static readonly TestContent Content = new(1024);

    private TestOrigin? _origin;
    private bool _isTls;

    public async ValueTask DisposeAsync()
    {
        if (_origin is not null)
            await _origin.DisposeAsync();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_closed_loop_asks_again_and_again_and_compares_each_answer(bool keepsAlive, bool isTls)
    {
        await StartAsync(isTls);
        var run = await RunAsync(4, new RequestOptions { Duration = TimeSpan.FromSeconds(1), KeepsAlive = keepsAlive });
        var requests = run.Run.Requests!;

        Assert.Equal(("closed", keepsAlive), (requests.Mode, requests.KeepAlive));
        Assert.True(requests.Ok >= 4);
        Assert.Equal((requests.Ok, 0L, 0L), (requests.Requests, requests.Failed, requests.Corrupt));
        Assert.Equal(requests.Ok, requests.Latency!.Histogram.Sum(bucket => bucket.Count));
        Assert.Equal(requests.Ok * Content.Size, run.Clients.Sum(client => client.Bytes));
    }

    [Fact]
    public async Task A_server_that_stalls_is_seen_in_full_by_an_open_loop()
    {
        const int Rate = 2000;
        var stall = TimeSpan.FromSeconds(1);
        await StartAsync();
        var running = RunAsync(64, new RequestOptions { Duration = TimeSpan.FromSeconds(3), ArrivalsPerSecond = Rate });
        // The reference goes first; the run has begun when more than that has been served.
        while (_origin!.First.Status.Bytes < 100 * Content.Size)
            await Task.Yield();
        await _origin.First.ActAsync(ReplicaAct.Pause);
        await Task.Delay(stall, TimeProvider.System, TestContext.Current.CancellationToken);
        await _origin.First.ActAsync(ReplicaAct.Resume);
        var requests = (await running).Run.Requests!;

        Assert.Equal(3 * Rate, requests.Requests);
        var latency = Distribution.Of(requests.Latency!);
        Assert.True(requests.Latency!.Max > 0.9 * stall.TotalSeconds, $"max {requests.Latency.Max}");
        // Those that were due in the first half of the stall waited for its second half at least.
        var slow = requests.Latency.Histogram.Where(bucket => LogBuckets.UpperBound(bucket.Bucket) >= 0.5);
        var late = slow.Sum(bucket => bucket.Count) + requests.Unstarted;
        Assert.True(late > 0.9 * Rate / 2, $"{late} were late");
        Assert.True(latency.Percentile(0.9) > 0.4, $"p90 {latency.Percentile(0.9)}");
    }

    [Fact]
    public async Task An_answer_with_other_bytes_is_corrupt()
    {
        await StartAsync();
        var running = RunAsync(2, new RequestOptions { Duration = TimeSpan.FromSeconds(60) }, out var interrupt);
        while (_origin!.First.Status.Bytes < 100 * Content.Size)
            await Task.Yield();
        _origin.Folder.Write("root/file", new TestContent(1024, seed: 9).Bytes.Span);
        var before = _origin.First.Status.Bytes;
        while (_origin.First.Status.Bytes < before + (100 * Content.Size))
            await Task.Yield();
        await interrupt.CancelAsync();
        var run = await running;

        Assert.True(run.Run.Requests!.Corrupt > 0);
        Assert.Contains(run.Clients, client => client.Outcome == TransferOutcome.Corrupt);
        interrupt.Dispose();
    }

    [Fact]
    public async Task Without_the_file_nobody_begins()
    {
        var run = await RunAsync(2, new RequestOptions { Duration = TimeSpan.FromSeconds(1) }, name: "none");

        Assert.Null(run.Run.Requests);
        Assert.All(run.Clients, client => Assert.Contains("404 Not Found", client.Error));
    }

    [Fact]
    public async Task A_wrong_checksum_is_found_before_anybody_begins()
    {
        var run = await RunAsync(
            1,
            new RequestOptions { Duration = TimeSpan.FromSeconds(1) },
            checksum: new string('0', 64)
        );

        Assert.Equal(TransferOutcome.Corrupt, run.Clients[0].Outcome);
        Assert.Contains(new string('0', 64), run.Clients[0].Error);
    }

    private async Task StartAsync(bool isTls = false) =>
        _origin ??= await TestOrigin.StartAsync(
            folder => folder.Write("root/file", Content.Bytes.Span),
            isTls: _isTls = isTls
        );

    private Task<RunOutcome> RunAsync(int clients, RequestOptions requests, out CancellationTokenSource interrupt)
    {
        interrupt = new CancellationTokenSource();
        return RunAsync(clients, requests, interrupt: interrupt.Token);
    }

    private async Task<RunOutcome> RunAsync(
        int clients,
        RequestOptions requests,
        string name = "file",
        string? checksum = null,
        CancellationToken? interrupt = null
    )
    {
        await StartAsync();
        Assert.True(
            SourceAddress.TryParse($"{(_isTls ? "https" : "http")}://{_origin!.EndPoint}/{name}", out var source, out _)
        );
        var options = new LoadOptions
        {
            Sources = [source],
            Runs = [new RunPlan(clients, null)],
            Requests = requests,
            Trust = PeerTrust.Create(null, null, isInsecure: true, out _)!,
            Checksum = checksum is null ? null : Checksum.Parse($"sha256:{checksum}"),
        };
        var outcomes = await new LoadSeries(options).RunAsync(
            cancellation: interrupt ?? TestContext.Current.CancellationToken
        );
        return Assert.Single(outcomes);
    }
}
