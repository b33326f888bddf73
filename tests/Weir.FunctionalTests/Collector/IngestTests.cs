using System.Net;
using System.Text;
using Weir.Collector.Ingest;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Rollups;
using Weir.Measurements.Units;

namespace Weir.FunctionalTests.Collector;

public sealed class IngestTests
{
    [Fact]
    public async Task Records_are_counted_and_bad_lines_named()
    {
        await using var collector = await RunningCollector.StartAsync();

        Assert.Equal(
            """{"accepted":2,"duplicates":1,"rejected":[{"line":3,"reason":"the line is not JSON"},{"line":6,"reason":"started_at is missing"}]}""",
            await collector.SendAsync(
                Records.Transfer("1"),
                "",
                "nonsense",
                Records.Probe("2"),
                Records.Transfer("1"),
                """{"type":"transfer","id":"3","agent":"a","target":"t","outcome":"ok"}"""
            )
        );
        Assert.Equal(new(2, 1, 2), collector.Totals);
    }

    [Fact]
    public async Task A_record_sent_again_changes_nothing()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"), Records.Probe("2"));
        var before = await collector.GetAsync("api/v1/series");

        Assert.Equal(
            """{"accepted":0,"duplicates":2,"rejected":[]}""",
            await collector.SendAsync(Records.Transfer("1"), Records.Probe("2"))
        );
        Assert.Equal(before, await collector.GetAsync("api/v1/series"));
        Assert.Equal(2, (await collector.JsonAsync("api/v1/measurements")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Unknown_fields_and_kinds_are_kept()
    {
        await using var collector = await RunningCollector.StartAsync();
        var line = Records.Transfer("1").Replace("\"type\":\"transfer\"", "\"type\":\"novel\",\"x\":{\"y\":[1,null]}");
        await collector.SendAsync(line);

        Assert.Equal(line + "\n", (await collector.GetAsync("api/v1/measurements", "application/x-ndjson")).Text);
    }

    [Fact]
    public async Task Gzip_is_taken()
    {
        await using var collector = await RunningCollector.StartAsync();
        using var answer = await collector.PostAsync(
            RunningCollector.Gzip(Encoding.UTF8.GetBytes(Records.Transfer("1") + "\n")),
            "gzip"
        );

        Assert.Equal(
            """{"accepted":1,"duplicates":0,"rejected":[]}""",
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd()
        );
    }

    [Fact]
    public async Task Gzip_that_was_cut_off_is_refused_wherever()
    {
        await using var collector = await RunningCollector.StartAsync();
        var whole = RunningCollector.Gzip(Encoding.UTF8.GetBytes(Records.Transfer("1") + "\n" + Records.Probe("2")));
        for (var length = 1; length < whole.Length; length += 7)
        {
            using var answer = await collector.PostAsync(whole[..length], "gzip");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var collector = await RunningCollector.StartAsync(limits: new IngestLimits { Body = ByteSize.KiB });
        using var answer = await collector.PostAsync(new byte[2000]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(
            """{"error":"the body is larger than 1 KiB; send several"}""",
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd()
        );
    }

    [Fact]
    public async Task An_unknown_coding_is_refused_with_the_known_one()
    {
        await using var collector = await RunningCollector.StartAsync();
        using var answer = await collector.PostAsync([1], "br");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("gzip", Assert.Single(answer.Headers.GetValues("Accept-Encoding")));
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("first"));
        collector.Store.LimitPages(1);
        var lines = Enumerable
            .Range(0, 300)
            .Select(i => Records.Transfer($"{i}", target: new string('t', 500)))
            .ToList();
        using (var answer = await collector.PostAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines))))
        {
            Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
            Assert.Equal(
                $$"""{"error":"the disk of {{collector.StoreFile}} is full; free some room, then it goes on by itself"}""",
                (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd()
            );
        }

        Assert.Single((await collector.JsonAsync("api/v1/measurements")).GetProperty("items").EnumerateArray());
        Assert.Single((await collector.JsonAsync("api/v1/series")).GetProperty("items").EnumerateArray());
        collector.Store.LimitPages(1_000_000);
        Assert.Equal("""{"accepted":300,"duplicates":0,"rejected":[]}""", await collector.SendAsync(lines));
    }

    [Fact]
    public async Task Many_senders_at_once_lose_and_double_nothing()
    {
        await using var collector = await RunningCollector.StartAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(sender =>
                    Task.Run(async () =>
                    {
                        // Each id is sent by two of them.
                        for (var i = 0; i < 25; i++)
                            await collector.SendAsync(
                                Enumerable.Range(0, 4).Select(n => Records.Transfer($"{sender / 2}-{i}-{n}", bytes: 10))
                            );
                    })
                )
        );

        var item = (await collector.JsonAsync("api/v1/summary")).GetProperty("items")[0];
        Assert.Equal(400, item.GetProperty("downloads").GetInt64());
        Assert.Equal(4000, item.GetProperty("bytes").GetInt64());
        Assert.Equal(new(400, 400, 0), collector.Totals);
    }

    [Fact]
    public async Task Long_lines_are_stored_a_few_at_a_time()
    {
        await using var collector = await RunningCollector.StartAsync();
        var batches = new List<int>();
        var ingestion = new Ingestion(
            collector.Store,
            new IngestLimits(),
            TimeProvider.System,
            batch => batches.Add(batch.Sum(envelope => envelope.Body.Length))
        );
        var lines = Enumerable
            .Range(0, 60)
            .Select(i => Records.Transfer($"{i}").TrimEnd('}') + $",\"note\":\"{new string('n', 100_000)}\"}}");
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var result = await ingestion.TakeAsync(body, isGzip: false, TestContext.Current.CancellationToken);

        Assert.Equal(60, Assert.IsType<IngestResult.Done>(result).Answer.Accepted);
        Assert.All(batches, bytes => Assert.InRange(bytes, 1, (1 << 20) + 110_000));
    }

    [Fact]
    public async Task A_store_opened_again_has_it_all()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"), Records.Probe("2"));
        await using var again = Weir.Collector.Storage.Sqlite.SqliteStore.Open(
            new StoreAddress.Sqlite(collector.StoreFile),
            mayMake: false,
            new StoreLimits(),
            TimeProvider.System,
            out _
        )!;

        Assert.Equal(
            2,
            (await again.RollupsAsync(new MeasurementFilter(), RollupWidth.Quarter, CancellationToken.None)).Count
        );
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(collector.StoreFile));
    }
}
