using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Weir.FunctionalTests.Collector;

public sealed class ViewTests
{
    [Fact]
    public async Task The_overview_has_a_tile_for_each_target_and_calls_old_ones_stale()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Records.Transfer("1"),
            Records.Transfer("2", Records.Start.AddHours(1)),
            Records.Transfer("3", target: "http://other/f"),
            Records.Probe("4")
        );

        var items = (await collector.JsonAsync("api/v1/overview?bucket=1h")).GetProperty("items");

        Assert.Equal(3, items.GetArrayLength());
        var tile = items.EnumerateArray().Single(item => item.GetProperty("target").GetString() == "http://origin/f");
        Assert.Equal("stale", tile.GetProperty("state").GetString());
        Assert.Equal(2, tile.GetProperty("downloads").GetInt64());
        Assert.Equal("throughput_bps", tile.GetProperty("metric").GetString());
        Assert.Equal(4000, tile.GetProperty("median").GetDouble(), 50.0);
        Assert.Equal(JsonValueKind.Null, tile.GetProperty("interval").ValueKind);
        Assert.Equal(2, tile.GetProperty("at_unix_s").GetArrayLength());

        var then = Records
            .Start.AddHours(1)
            .AddMinutes(5)
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var past = (await collector.JsonAsync($"api/v1/overview?target=http://origin/f&to={then}")).GetProperty(
            "items"
        );
        Assert.Equal("ok", Assert.Single(past.EnumerateArray()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Bands_are_by_agent_or_of_all_agents()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Records.Transfer("1", bytes: 1000),
            Records.Transfer("2", agent: "site-b", bytes: 3000),
            Records.Probe("3")
        );

        var each = await ItemsAsync(collector, "bands?metric=throughput_bps");
        Assert.Equal(["site-a", "site-b"], each.Select(item => item.GetProperty("agent").GetString()));
        Assert.Equal([4000, 12000], each.Select(item => Math.Round(item.GetProperty("max")[0].GetDouble())));

        var all = Assert.Single(await ItemsAsync(collector, "bands?metric=throughput_bps&by=target&bucket=1h"));
        Assert.Equal(JsonValueKind.Null, all.GetProperty("agent").ValueKind);
        Assert.Equal(2, all.GetProperty("n")[0].GetInt64());
        Assert.Equal(3600, all.GetProperty("bucket_s").GetDouble());
        Assert.Equal(Records.Start.ToUnixTimeSeconds(), all.GetProperty("at_unix_s")[0].GetInt64());

        var loss = Assert.Single(await ItemsAsync(collector, "bands?metric=loss_ratio"));
        Assert.Equal(0.1, loss.GetProperty("p50")[0].GetDouble(), 1e-9);
        var (_, csv) = await collector.GetAsync("api/v1/bands?metric=loss_ratio", "text/csv");
        Assert.Equal(
            "agent,target,metric,at,n,min,p05,p25,p50,p75,p95,max\r\nsite-a,r:862,loss_ratio,2026-11-02T00:00:00Z,10,,,,0.1,,,\r\n",
            csv
        );
    }

    [Fact]
    public async Task Smoke_holds_every_packet_that_came_back()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Probe("1"), Records.Probe("2"));

        var smoke = Assert.Single(await ItemsAsync(collector, "smoke"));

        Assert.Equal(18, smoke.GetProperty("n")[0].GetInt64());
        Assert.Equal(0.1, smoke.GetProperty("loss_ratio")[0].GetDouble(), 1e-9);
        Assert.Equal("[[-210,18]]", smoke.GetProperty("histograms").GetRawText());
    }

    [Fact]
    public async Task The_heatmap_has_168_hours_of_each_metric_and_says_which_have_enough()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Records.Transfer("1"),
            Records.Transfer("2", Records.Start.AddDays(7)),
            Records.Transfer("3", Records.Start.AddHours(1))
        );

        var cells = await ItemsAsync(collector, "heatmap?metric=throughput_bps&tz=Europe/Berlin");

        Assert.Equal(168, cells.Count);
        JsonElement Cell(int hour) =>
            cells.Single(cell =>
                cell.GetProperty("day").GetString() == "monday" && cell.GetProperty("hour").GetInt32() == hour
            );
        Assert.True(Cell(1).GetProperty("enough").GetBoolean());
        Assert.Equal(2, Cell(1).GetProperty("n").GetInt32());
        Assert.False(Cell(2).GetProperty("enough").GetBoolean());
        Assert.Equal(JsonValueKind.Null, Cell(3).GetProperty("median").ValueKind);
        Assert.Equal(336, (await ItemsAsync(collector, "heatmap")).Count);
    }

    [Fact]
    public async Task Sources_are_told_by_url()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Records.Transfer("1").TrimEnd('\n', ' ')[..^1]
                + ""","sources":[{"url":"http://a/f","bytes":600,"requests":1,"failures":0,"state":"done"},{"url":"http://b/f","bytes":400,"requests":1,"failures":5,"state":"failed","reason":"gone"}]}"""
        );

        var sources = await ItemsAsync(collector, "sources");

        Assert.Equal([600, 400], sources.Select(item => item.GetProperty("bytes").GetInt64()));
        Assert.Equal("gone", sources[1].GetProperty("last_reason").GetString());
        Assert.All(sources, item => Assert.Equal("2026-11-02T00:00:00Z", item.GetProperty("last_at").GetString()));
    }

    [Fact]
    public async Task A_run_comes_with_the_transfers_of_its_clients_and_no_others()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            """{"type":"run","id":"r1","started_at":"2026-11-02T00:00:00Z","agent":"site-a","target":"http://origin/f","clients":2,"slowest_s":2}""",
            Client("1", "r1"),
            Client("2", "r1"),
            Client("3", "r2"),
            Records.Transfer("4")
        );

        Assert.Equal("r1", Assert.Single(await ItemsAsync(collector, "runs")).GetProperty("id").GetString());
        var run = await collector.JsonAsync("api/v1/runs/r1");
        Assert.Equal(2, run.GetProperty("run").GetProperty("clients").GetInt32());
        Assert.Equal(
            ["1", "2"],
            run.GetProperty("clients").EnumerateArray().Select(client => client.GetProperty("id").GetString())
        );
        Assert.Equal(HttpStatusCode.NotFound, (await collector.GetAsync("api/v1/runs/r9")).Status);
        Assert.StartsWith(
            "id,started_at,agent,target,file,clients,",
            (await collector.GetAsync("api/v1/runs", "text/csv")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_metric_that_does_not_exist_is_told()
    {
        await using var collector = await RunningCollector.StartAsync();

        Assert.Equal(
            (
                HttpStatusCode.BadRequest,
                "{\"error\":\"metric: \\u0022speed\\u0022 is not rtt_s, loss_ratio, throughput_bps, response_s or jitter_s\"}\n"
            ),
            await collector.GetAsync("api/v1/bands?metric=speed")
        );
    }

    private static string Client(string id, string run) =>
        Records.Transfer(id).TrimEnd('\n', ' ')[..^1] + $",\"run_id\":\"{run}\"}}";

    private static async Task<List<JsonElement>> ItemsAsync(RunningCollector collector, string question) =>
        [.. (await collector.JsonAsync($"api/v1/{question}")).GetProperty("items").EnumerateArray()];
}
