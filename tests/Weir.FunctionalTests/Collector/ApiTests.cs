using System.Net;
using System.Text.Json;

namespace Weir.FunctionalTests.Collector;

public sealed class ApiTests
{
    [Fact]
    public async Task Pages_hold_each_record_once_also_while_more_come()
    {
        await using var collector = await RunningCollector.StartAsync();
        // Two of each time, so that time alone is no place in the order.
        await collector.SendAsync(Enumerable.Range(0, 50).Select(i => Records.Transfer($"{i:00}", At(i / 2))));
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var place = cursor is null ? "" : $"&cursor={cursor}";
            var page = await collector.JsonAsync($"api/v1/measurements?limit=7{place}");
            ids.AddRange(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)
            );
            cursor = page.GetProperty("next").GetString();
            await collector.SendAsync(Records.Transfer($"early-{ids.Count}", At(-ids.Count)));
        } while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i:00}"), ids);
    }

    [Fact]
    public async Task Lines_come_whole_whatever_the_page()
    {
        await using var collector = await RunningCollector.StartAsync();
        var lines = Enumerable.Range(0, 50).Select(i => Records.Transfer($"{i:00}", At(i))).ToList();
        await collector.SendAsync(lines);

        var (_, text) = await collector.GetAsync("api/v1/measurements?limit=7", "application/x-ndjson");
        Assert.Equal(string.Join('\n', lines) + "\n", text);
    }

    [Fact]
    public async Task Findings_are_answered_from_what_is_stored()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Enumerable.Range(0, 50).Select(i => Records.Transfer($"{i:00}", At(i * 15))));

        var analysis = await collector.JsonAsync("api/v1/analysis?tz=Europe/Berlin");
        Assert.Equal("analysis", analysis.GetProperty("type").GetString());
        Assert.Equal("Europe/Berlin", analysis.GetProperty("tz").GetString());
        var series = analysis.GetProperty("series")[0];
        Assert.Equal("throughput_bps", series.GetProperty("metric").GetString());
        Assert.Equal(50, series.GetProperty("n").GetInt64());
        var hours = (await collector.JsonAsync("api/v1/hours")).GetProperty("items")[0];
        Assert.Equal("insufficient", hours.GetProperty("demand").GetProperty("status").GetString());
        Assert.Equal(0, (await collector.JsonAsync("api/v1/episodes")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("agent=site-b", 1)]
    [InlineData("target=r:862", 1)]
    [InlineData("kind=transfer", 3)]
    [InlineData("kind=probe&agent=site-b", 0)]
    [InlineData("from=2026-11-02T01:00:00Z", 2)]
    [InlineData("to=2026-11-02T01:00:00Z", 2)]
    [InlineData("from=2026-11-02&to=2026-11-03", 4)]
    [InlineData("from=2026-11-02T02:00&tz=Europe/Berlin", 2)]
    [InlineData("agent=nobody", 0)]
    public async Task Filters_choose(string query, int count)
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Records.Transfer("1"),
            Records.Probe("2", At(59)),
            Records.Transfer("3", At(60), agent: "site-b"),
            Records.Transfer("4", At(61))
        );

        var items = (await collector.JsonAsync($"api/v1/measurements?{query}")).GetProperty("items");
        Assert.Equal(count, items.GetArrayLength());
    }

    [Fact]
    public async Task A_summary_has_the_fields_of_the_contract()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Records.Transfer("1", bytes: 1000),
            Records.Transfer("2", bytes: 3000),
            Records.Probe("3")
        );

        Assert.Equal(
            """
            {"items":[{"agent":"site-a","target":null,"hour":null,"downloads":2,"failures":0,"bytes":4000,"throughput_bps":{"mean":8000,"min":4000,"max":12000,"p50":4000,"p95":null},"duration_s":{"mean":2,"min":2,"max":2,"p50":2,"p95":null},"response_s":{"mean":0.5,"min":0.5,"max":0.5,"p50":0.5,"p95":null},"probes":1,"loss_ratio":0.1,"rtt_s":{"mean":0.011,"min":0.01,"max":0.02,"p50":0.010465539,"p95":null},"jitter_s":{"mean":0.001,"min":0.001,"max":0.001,"p50":null,"p95":null}}],"next":null}

            """,
            Rounded((await collector.GetAsync("api/v1/summary?by=agent")).Text)
        );
    }

    [Fact]
    public async Task Hours_are_those_of_the_zone()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"), Records.Transfer("2", At(60)));

        Assert.Equal([0, 1], await HoursAsync("by=hour"));
        Assert.Equal([1, 2], await HoursAsync("by=hour&tz=Europe/Berlin"));
        await collector.SendAsync(Records.Transfer("3", agent: "b", zone: "Asia/Tokyo"));
        Assert.Equal([0, 1, 9], await HoursAsync("by=hour&tz=agent"));

        async Task<IEnumerable<int>> HoursAsync(string query) =>
            (await collector.JsonAsync($"api/v1/summary?{query}"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("hour").GetInt32());
    }

    [Fact]
    public async Task Each_series_of_an_analysis_may_be_of_its_agents_clock()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"), Records.Transfer("2", agent: "b", zone: "Asia/Tokyo"));

        var series = (await collector.JsonAsync("api/v1/analysis?tz=agent")).GetProperty("series").EnumerateArray();

        Assert.Equal(["Asia/Tokyo", "UTC"], series.Select(one => one.GetProperty("tz").GetString()).Distinct());
        Assert.Equal(HttpStatusCode.BadRequest, (await collector.GetAsync("api/v1/series?tz=agent")).Status);
    }

    [Fact]
    public async Task A_series_has_the_steps_that_were_asked_for()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Enumerable.Range(0, 8).Select(i => Records.Transfer($"{i}", At(i * 15))));

        Assert.Equal(8, await CountAsync(""));
        Assert.Equal(2, await CountAsync("?bucket=1h"));
        Assert.Equal(1, await CountAsync("?bucket=1d"));

        async Task<int> CountAsync(string query) =>
            (await collector.JsonAsync($"api/v1/series{query}")).GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task Agents_and_targets_tell_what_there_is_of_them()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Records.Transfer("1", At(5)),
            Records.Transfer("2", At(3)),
            Records.Transfer("3", At(9), agent: "site-b")
        );

        Assert.Equal(
            """
            name,measurements,first_at,last_at
            site-a,2,2026-11-02T00:03:00.000000Z,2026-11-02T00:05:00.000000Z
            site-b,1,2026-11-02T00:09:00.000000Z,2026-11-02T00:09:00.000000Z

            """.ReplaceLineEndings("\r\n"),
            (await collector.GetAsync("api/v1/agents", "text/csv")).Text
        );
        var target = (await collector.JsonAsync("api/v1/targets")).GetProperty("items")[0];
        Assert.Equal(
            ("http://origin/f", 3),
            (target.GetProperty("name").GetString(), target.GetProperty("measurements").GetInt32())
        );
    }

    [Fact]
    public async Task Csv_quotes_what_needs_it()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1", agent: "a, \\\"b\\\""));
        var lines = (
            await collector.GetAsync("api/v1/measurements", "text/csv;q=0.9, application/json;q=0.1")
        ).Text.Split("\r\n");

        Assert.StartsWith("type,id,started_at,agent,target,", lines[0]);
        Assert.StartsWith("transfer,1,2026-11-02T00:00:00.0000000+00:00,\"a, \"\"b\"\"\",http://origin/f,", lines[1]);
    }

    [Theory]
    [InlineData(
        "form=2026-11-02",
        "form is no parameter; there are from, to, agent, target, kind, metric, tz, by, bucket, cursor and limit"
    )]
    [InlineData("from=soon", "from: \"soon\" is no time; write 2026-11-21, 2026-11-21T03:20 or 2026-11-21T03:20:00Z")]
    [InlineData("by=week", "by: \"week\" is not agent, target, hour or several of them")]
    [InlineData("bucket=10m", "bucket: \"10m\" is no multiple of 15m; write 15m, 1h or 1d")]
    [InlineData("cursor=x", "cursor: it is not one that an answer's \"next\" gave")]
    [InlineData("limit=0", "limit: \"0\" is not a number from 1 to 10000")]
    [InlineData("agent=a&agent=b", "agent is given more than once; give it once")]
    public async Task A_slip_of_the_pen_is_told(string query, string problem)
    {
        await using var collector = await RunningCollector.StartAsync();
        var (status, text) = await collector.GetAsync($"api/v1/summary?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(problem, json.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Nothing_says_what_software_answers()
    {
        await using var collector = await RunningCollector.StartAsync();
        using var answer = await collector.Client.GetAsync(
            new Uri("nowhere.html", UriKind.Relative),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(answer.Headers.Server);
    }

    private static DateTimeOffset At(double minutes) => Records.Start.AddMinutes(minutes);

    /// <summary>The percentile of a histogram is a power of two's; its last digits are not the matter here.</summary>
    private static string Rounded(string json) => json.Replace("\"p50\":4000.0", "\"p50\":4000");
}
