using Weir.Content.Hashes;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.Measurements.Records;
using Weir.Origin.Runs;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Runs;

/// <summary>The downloader as a client of a run.</summary>
public sealed class HeldDownloadTests
{
    private static readonly TestContent Content = new(5_000_000);

    private readonly RunNewsLog _news = new();

    [Fact]
    public async Task Downloads_start_together_and_send_their_receipts()
    {
        await using var origin = await StartAsync(clients: 2, replicas: 2);
        var first = DownloadAsync(origin, "ann", origin.Folder["1"]);
        await _news.ReadyAsync(1);
        var second = DownloadAsync(origin, "bob", origin.Folder["2"]);
        var results = await Task.WhenAll(first, second);

        Assert.All(results, result => Assert.Equal(DownloadEnd.Done, result.End));
        Assert.All(results, result => Assert.Equal("lab3", result.Record.RunId));
        var outcome = await _news.FinishedAsync();
        Assert.Equal((2, 2), (outcome.Run.Clients, outcome.Run.Ok));
        Assert.Equal(["ann", "bob"], outcome.Clients.Select(client => client.Client).Order());
        Assert.All(outcome.Clients, client => Assert.Equal(Content.Sha256, client.Sha256));
    }

    [Fact]
    public async Task The_time_that_a_download_was_held_is_no_part_of_its_duration()
    {
        await using var origin = await StartAsync(clients: 2, replicas: 1);
        var download = DownloadAsync(origin, "ann", origin.Folder["1"]);
        await _news.ReadyAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        var released = TimeProvider.System.GetUtcNow();
        using var other = await (await origin.ConnectAsync()).GetAsync("/file");
        var record = (await download).Record;

        Assert.True(record.StartedAt >= released - TimeSpan.FromMilliseconds(50), $"{record.StartedAt} {released}");
        Assert.True(record.StartedAt + record.Duration <= TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_receipt_that_does_not_arrive_is_a_notice()
    {
        // Its URL is on this server, and not one that takes receipts.
        using var content = new TemporaryFolder();
        await using var server = new Http.Server.TestServer(exchange =>
        {
            if (exchange.Head.Method.SequenceEqual("POST"u8))
            {
                exchange.Respond(500, "no");
                return ValueTask.CompletedTask;
            }

            exchange.Start(200).Field("Content-Type"u8, "text/plain"u8).Field("Weir-Receipt"u8, "/receipts/1");
            exchange.SetBody(Content.Bytes);
            return ValueTask.CompletedTask;
        });
        var watcher = new Notices();
        Assert.True(SourceAddress.TryParse($"http://{server.EndPoint}/f", out var source, out _));
        var result = await new Downloader(new DownloadOptions()).DownloadAsync(
            [source],
            content["f"],
            watcher,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(DownloadEnd.Done, result.End);
        Assert.Equal([$"{server.EndPoint} did not get the receipt: it answered 500"], watcher.Sentences);
    }

    private Task<TestOrigin> StartAsync(int clients, int replicas) =>
        TestOrigin.StartAsync(
            folder => folder.Write("root/file", Content.Bytes.Span),
            replicas,
            options =>
                options with
                {
                    Runs = new RunOptions
                    {
                        Clients = clients,
                        Name = "lab3",
                        News = _news.Add,
                    },
                }
        );

    private static Task<DownloadResult> DownloadAsync(TestOrigin origin, string client, string target)
    {
        var sources = origin
            .Server.Replicas.Select(replica =>
            {
                Assert.True(SourceAddress.TryParse($"http://{replica.Status.Address}/file", out var source, out _));
                return source;
            })
            .ToArray();
        var checksum = Checksum.Parse($"sha256:{Content.Sha256}");
        var options = new DownloadOptions { Client = client, Checksum = checksum };
        return new Downloader(options).DownloadAsync(sources, target, null, TestContext.Current.CancellationToken);
    }

    private sealed class Notices : IDownloadWatcher
    {
        public List<string> Sentences { get; } = [];

        public void OnProgress(ProgressEvent progress) { }

        public void OnSource(SourceEvent change) { }

        public void OnWaiting(int available, int sources) { }

        public void OnNotice(string sentence) => Sentences.Add(sentence);
    }
}
