using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>Every number of the page is the API's: read from the tables that stand for its charts.</summary>
[Collection(Dashboards.Name)]
public sealed class NumbersTests(DashboardBench bench)
{
    private const string Columns = "n,min,p05,p25,p50,p75,p95,max";

    private static readonly string Target = Uri.EscapeDataString(DashboardBench.Mirror);
    private static readonly string Period = DashboardBench.Period.Replace(":", "%3A");

    [Fact]
    public async Task Of_the_overview()
    {
        var page = await bench.OpenAsync($"overview?{DashboardBench.Period}&tz=UTC");
        await page.GetByRole(AriaRole.Button, new() { Name = "Targets as a table" }).ClickAsync();
        var tiles = await ItemsAsync($"overview?{Period}&tz=UTC");
        var rows = await Twin.RowsAsync(Section(page, "#targets"), tiles.Count);
        Twin.AssertEqual(
            [.. rows.OrderBy(row => row["target"], StringComparer.Ordinal)],
            [.. tiles.OrderBy(tile => tile.GetProperty("target").GetString(), StringComparer.Ordinal)],
            [
                .. Same("target,state,since,metric,median,downloads,failures,bytes,probes,loss_ratio,last_at"),
                ("low", "interval.0"),
                ("high", "interval.1"),
            ]
        );

        var agents = await ItemsAsync("agents");
        Twin.AssertEqual(
            [
                .. (await Twin.RowsAsync(Section(page, "#agents"), agents.Count)).OrderBy(
                    row => row["agent"],
                    StringComparer.Ordinal
                ),
            ],
            [.. agents.OrderBy(agent => agent.GetProperty("name").GetString(), StringComparer.Ordinal)],
            [("agent", "name"), .. Same("measurements,first_at,last_at")]
        );

        var analysis = await bench.AskAsync($"analysis?{Period}&tz=UTC");
        foreach (var (title, sense) in new[] { ("Busiest hour", "demand"), ("Slowest hour", "pain") })
            await Expect(page.Locator(".sum", new() { HasText = title }).Locator("[data-key=hour]"))
                .ToHaveAttributeAsync(
                    "data-value",
                    Twin.Plain(analysis.GetProperty("busiest_hour").GetProperty(sense).GetProperty("hour"))
                );
        var week = DateTimeOffset.Parse("2026-01-13T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        await Expect(page.Locator("[data-key=episodes]"))
            .ToHaveAttributeAsync(
                "data-value",
                $"{Series(analysis).SelectMany(one => Episodes(one)).Count(one => one.GetProperty("to").GetDateTimeOffset() > week)}"
            );
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Of_a_targets_charts()
    {
        var page = await bench.OpenAsync($"target?target={Target}&{DashboardBench.Period}&tz=UTC&heat=rtt_s");
        (string Title, string Metric)[] bands =
        [
            ("Speed of downloads", "throughput_bps"),
            ("Response time", "response_s"),
            ("Round-trip time", "rtt_s"),
        ];
        foreach (var (title, metric) in bands)
        {
            var band = (await ItemsAsync($"bands?{Period}&target={Target}&by=target&bucket=120m&metric={metric}"))[0];
            var items = Twin.FromColumns(band, Columns.Split(','));
            Twin.AssertEqual(await OpenTwinAsync(page, title, items.Count), items, Same(Columns));
        }

        var loss = (await ItemsAsync($"bands?{Period}&target={Target}&by=target&bucket=120m&metric=loss_ratio"))[0];
        var lost = Twin.FromColumns(loss, "n", "p50");
        Twin.AssertEqual(
            await OpenTwinAsync(page, "Packet loss", lost.Count),
            lost,
            [("n", "n"), ("loss_ratio", "p50")]
        );

        var smoke = (await ItemsAsync($"smoke?{Period}&target={Target}&bucket=120m"))[0];
        var steps = Twin.FromColumns(smoke, "n", "loss_ratio", "p50");
        Twin.AssertEqual(
            await OpenTwinAsync(page, "Smoke: all round trips", steps.Count),
            steps,
            [("n", "n"), ("loss_ratio", "loss_ratio"), ("rtt_p50_s", "p50")]
        );

        var week = await ItemsAsync($"heatmap?{Period}&target={Target}&tz=UTC&metric=rtt_s");
        Twin.AssertEqual(
            await OpenTwinAsync(page, "Round-trip time by hour of the week", week.Count),
            week,
            [.. Same("day,hour,exposure_h,p_value,worse,enough"), ("median_rtt_s", "median"), ("weeks", "n")]
        );
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Of_a_targets_tables()
    {
        var page = await bench.OpenAsync($"target?target={Target}&{DashboardBench.Period}&tz=UTC");
        var agents = await ItemsAsync($"summary?{Period}&by=agent&target={Target}");
        Twin.AssertEqual(
            await Twin.RowsAsync(Section(page, "h2:text-is('By agent')"), agents.Count),
            agents,
            [
                .. Same("agent,downloads,failures,bytes,loss_ratio"),
                ("throughput_p50_bps", "throughput_bps.p50"),
                ("throughput_min_bps", "throughput_bps.min"),
                ("throughput_max_bps", "throughput_bps.max"),
                ("duration_p50_s", "duration_s.p50"),
                ("response_p50_s", "response_s.p50"),
                ("rtt_p50_s", "rtt_s.p50"),
            ]
        );

        var sources = await ItemsAsync($"sources?{Period}&target={Target}");
        var bySource = Section(page, "h2:text-is('By source')");
        if (sources.Count > 0)
            Twin.AssertEqual(
                await Twin.RowsAsync(bySource, sources.Count),
                sources,
                [
                    .. Same("url,transfers,bytes,share,requests,failures,last_reason,last_at"),
                    ("throughput_p50_bps", "throughput_bps.p50"),
                ]
            );

        var series = Series(await bench.AskAsync($"analysis?{Period}&target={Target}&tz=UTC")).ToList();
        var hours = Section(page, "h2:text-is('Busiest hour, in three senses')");
        var pains = series.Select(one => one.GetProperty("busiest_hour").GetProperty("pain")).ToList();
        var rows = await Twin.RowsAsync(hours, series.Count + 2);
        Twin.AssertEqual([.. rows.Where(row => row["sense"] == "pain")], pains, [("days", "days"), ("hour", "start")]);
        var demand = series[0].GetProperty("busiest_hour").GetProperty("demand");
        Twin.AssertEqual(
            [.. rows.Where(row => row["sense"] == "demand")],
            [demand],
            [("days", "days"), ("hour", "start")]
        );
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Of_congestion()
    {
        var page = await bench.OpenAsync($"congestion?{DashboardBench.Period}&tz=UTC&verdict=all");
        var series = Series(await bench.AskAsync($"analysis?{Period}&tz=UTC")).ToList();
        await Expect(page.Locator("details.verdict")).ToHaveCountAsync(series.Count);
        foreach (
            var one in series.Where(one => one.GetProperty("congestion").GetProperty("windows").GetArrayLength() > 0)
        )
        {
            var verdict = page.Locator("details", new() { HasText = one.GetProperty("words")[0].GetString() }).First;
            await verdict.Locator("summary").ClickAsync();
            var windows = one.GetProperty("congestion").GetProperty("windows").EnumerateArray().ToList();
            var table = verdict.GetByRole(AriaRole.Region, new() { Name = "Windows" });
            var rows = await Twin.RowsAsync(table, windows.Count);
            Twin.AssertEqual(rows, windows, Same("from,to,days_congested,days_observed,p_value"));
            Assert.Equal(
                windows.Select(window => Twin.Plain(window.GetProperty("elevation"))),
                rows.Select(row =>
                    Number(row.Single(cell => cell.Key.StartsWith("elevation", StringComparison.Ordinal)).Value)
                )
            );
        }

        var episodes = series
            .SelectMany(one =>
                Episodes(one)
                    .Select(episode => (Of: one, Episode: episode, From: episode.GetProperty("from").GetString()))
            )
            .OrderByDescending(one => one.From, StringComparer.Ordinal)
            .ToList();
        var section = Section(page, "h2:has-text('Episodes')");
        var shown = await Twin.RowsAsync(section, Math.Min(25, episodes.Count));
        Assert.Equal(episodes.Select(one => one.From).Take(shown.Count), shown.Select(row => row["from"]));
        Twin.AssertEqual(
            [.. shown.OrderBy(Key, StringComparer.Ordinal)],
            [
                .. episodes
                    .Select(one =>
                        JsonSerializer.SerializeToElement(
                            new Dictionary<string, JsonElement>
                            {
                                ["from"] = one.Episode.GetProperty("from"),
                                ["agent"] = one.Of.GetProperty("agent"),
                                ["target"] = one.Of.GetProperty("target"),
                                ["metric"] = one.Of.GetProperty("metric"),
                                ["depth"] = one.Episode.GetProperty("depth"),
                                ["p_value"] = one.Episode.GetProperty("p_value"),
                            }
                        )
                    )
                    .Where(one => shown.Select(Key).Contains(KeyOf(one)))
                    .OrderBy(KeyOf, StringComparer.Ordinal),
            ],
            Same("from,agent,target,metric,depth,p_value")
        );
        await page.Context.CloseAsync();

        static string Key(Dictionary<string, string> row) =>
            $"{row["from"]} {row["agent"]} {row["target"]} {row["metric"]}";
        static string KeyOf(JsonElement one) =>
            $"{one.GetProperty("from")} {one.GetProperty("agent")} {one.GetProperty("target")} {one.GetProperty("metric")}";
    }

    [Fact]
    public async Task Of_a_transfer_and_its_sources()
    {
        var record = (await ItemsAsync("measurements?kind=transfer&target=replica%201"))[0];
        var page = await bench.OpenAsync($"transfers?id={record.GetProperty("id").GetString()}&tz=UTC");

        var sources = record.GetProperty("sources").EnumerateArray().ToList();
        var rows = await Twin.RowsAsync(page.GetByRole(AriaRole.Region, new() { Name = "Sources" }), sources.Count);
        Twin.AssertEqual(
            rows,
            sources,
            [
                .. Same("url,state,bytes,throughput_bps,requests,failures,connect_s,response_s,reason"),
                ("rtt_s", "tcp.rtt_s"),
            ]
        );
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Of_runs_and_of_one_of_them()
    {
        var page = await bench.OpenAsync("runs?period=1d&tz=UTC");
        var runs = (await ItemsAsync("runs")).AsEnumerable().Reverse().ToList();
        const string numbers =
            "id,started_at,target,clients,bytes,slowest_s,global_rate_bps,aggregate_rate_bps,jain,ok,failed,corrupt";
        Twin.AssertEqual(await Twin.RowsAsync(Section(page, "#runs"), runs.Count), runs, Same(numbers));

        var run = runs[0].GetProperty("id").GetString();
        await page.GotoAsync($"{bench.Url}#/runs?run={run}&tz=UTC");
        var clients = (await bench.AskAsync($"runs/{run}")).GetProperty("clients").EnumerateArray().ToList();
        Twin.AssertEqual(
            await Twin.RowsAsync(page.GetByRole(AriaRole.Region, new() { Name = "Clients" }), clients.Count),
            clients,
            Same("client,outcome,started_at,bytes,duration_s,throughput_bps,response_s,verified,error")
        );
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Of_the_labs_replicas()
    {
        var page = await bench.OpenAsync("lab");
        var group = page.GetByRole(AriaRole.Group, new() { Name = "Replica 1" });
        await Expect(group).ToBeVisibleAsync();
        string[] told,
            shown;
        var tries = 0;
        do
        {
            var replica = (await ItemsAsync("manage/origin/replicas"))[0];
            await Expect(group).ToContainTextAsync(replica.GetProperty("address").GetString()!);
            told =
            [
                .. Same("throughput_bps,rate_bps,clients,bytes")
                    .Select(one => Twin.Plain(replica.GetProperty(one.Key))),
            ];
            shown = await group
                .Locator("[data-key]")
                .EvaluateAllAsync<string[]>("all => all.map(b => b.dataset.value)");
        } while (!told.SequenceEqual(shown) && ++tries < 300); // What a test before this one moved dies away meanwhile.
        Assert.Equal(told, shown);
        await page.Context.CloseAsync();
    }

    private static IEnumerable<(string Key, string Path)> Same(string names) =>
        names.Split(',').Select(name => (name, name));

    private static string Number(string text) => Twin.Plain(JsonSerializer.Deserialize<JsonElement>(text));

    private static JsonElement.ArrayEnumerator Series(JsonElement analysis) =>
        analysis.GetProperty("series").EnumerateArray();

    private static JsonElement.ArrayEnumerator Episodes(JsonElement series) =>
        series.GetProperty("episodes").EnumerateArray();

    private static ILocator Section(IPage page, string heading) =>
        page.Locator("section", new() { Has = page.Locator(heading) }).Last;

    /// <summary>Turns a chart into its table, with all its rows.</summary>
    private static async Task<List<Dictionary<string, string>>> OpenTwinAsync(IPage page, string title, int rows)
    {
        var figure = page.Locator(
            "section.figure",
            new() { Has = page.GetByRole(AriaRole.Button, new() { Name = $"{title} as a table", Exact = true }) }
        );
        await figure.GetByRole(AriaRole.Button, new() { Name = "as a table" }).ClickAsync();
        if (rows > 200)
            await figure.GetByRole(AriaRole.Button, new() { Name = "more of" }).ClickAsync();
        return await Twin.RowsAsync(figure, rows);
    }

    private async Task<List<JsonElement>> ItemsAsync(string question) =>
        [.. (await bench.AskAsync(question)).GetProperty("items").EnumerateArray()];
}
