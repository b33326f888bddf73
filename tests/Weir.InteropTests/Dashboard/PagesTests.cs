using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>What each page shows, against what the API says.</summary>
[Collection(Dashboards.Name)]
public sealed class PagesTests(DashboardBench bench)
{
    private static readonly string Target = Uri.EscapeDataString(DashboardBench.Mirror);

    [Fact]
    public async Task A_stranger_is_asked_for_a_token_and_a_wrong_one_is_told()
    {
        var page = await bench.OpenSignedOutAsync();
        await page.GetByLabel("Token").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The token is not known");

        await page.GetByLabel("Token").FillAsync(bench.Token);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Targets" })).ToBeVisibleAsync();
        Assert.Equal("", await page.EvaluateAsync<string>("() => document.cookie"));
        Assert.DoesNotContain(bench.Token, page.Url, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_overview_shows_each_target_with_the_numbers_of_the_API_and_old_ones_as_stale()
    {
        var page = await bench.OpenAsync($"overview?{DashboardBench.Period}&tz=UTC");
        var tile = page.Locator("a.tile", new() { HasText = DashboardBench.Mirror });
        await Expect(tile).ToBeVisibleAsync();
        var period = DashboardBench.Period.Replace(":", "%3A");
        var known = (await bench.AskAsync($"overview?{period}&tz=UTC&target={Target}")).GetProperty("items")[0];

        await Expect(tile.Locator("[data-key=median]"))
            .ToHaveAttributeAsync("data-value", Text(known.GetProperty("median")));
        await Expect(tile).ToContainTextAsync(known.GetProperty("reason").GetString()!);
        await Expect(page.Locator(".sum", new() { HasText = "Busiest hour" })).Not.ToContainTextAsync("Analysing");

        var now = await bench.OpenAsync("overview?period=all");
        await Expect(now.Locator("a.tile-stale", new() { HasText = DashboardBench.Mirror }))
            .ToContainTextAsync("stale");
        await Expect(now.Locator("a.tile-ok", new() { HasText = DashboardBench.Mirror })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
        await now.Context.CloseAsync();
    }

    [Fact]
    public async Task The_twin_of_a_chart_has_the_numbers_of_the_API()
    {
        var page = await bench.OpenAsync($"target?target={Target}&{DashboardBench.Period}&tz=UTC");
        var figure = page.Locator("section.figure", new() { HasText = "Speed of downloads" }).First;
        await Expect(figure.Locator(".u-over")).ToBeVisibleAsync();
        Assert.True(await IsDrawnAsync(figure.Locator("canvas")));

        await figure.GetByRole(AriaRole.Button, new() { Name = "as a table" }).ClickAsync();
        var period = DashboardBench.Period.Replace(":", "%3A");
        var band = (
            await bench.AskAsync($"bands?{period}&target={Target}&by=target&bucket=120m&metric=throughput_bps")
        ).GetProperty("items")[0];
        foreach (var key in new[] { "n", "p50", "p95", "max" })
            Assert.Equal(band.GetProperty(key).EnumerateArray().Select(Text), await ValuesAsync(figure, key));
    }

    [Fact]
    public async Task Dragging_zooms_and_the_address_keeps_the_view()
    {
        var page = await bench.OpenAsync($"target?target={Target}&{DashboardBench.Period}&tz=UTC");
        var plot = page.Locator("section.figure", new() { HasText = "Speed of downloads" }).First.Locator(".u-over");
        await Expect(plot).ToBeVisibleAsync();
        // What comes later above the chart would move it from under the mouse.
        await Expect(page.Locator(".standing")).ToBeVisibleAsync();
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
        // A chart that is just being laid out anew does not feel the mouse: then once more.
        for (var i = 0; i < 20 && !page.Url.Contains("from=2026-01-1", StringComparison.Ordinal); i++)
        {
            await plot.ScrollIntoViewIfNeededAsync();
            var box = (await plot.BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + 50);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + 60, new() { Steps = 5 });
            await page.Mouse.UpAsync();
            await page.WaitForTimeoutAsync(300);
        }

        var select = page.GetByLabel("Period");
        await Expect(select.Locator("option:checked")).ToContainTextAsync("2026-01-1");
        var shown = await select.Locator("option:checked").TextContentAsync();
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Period").Locator("option:checked")).ToHaveTextAsync(shown!);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_week_hatches_what_has_too_little_data_and_the_keys_read_its_cells()
    {
        var page = await bench.OpenAsync($"target?target={Target}&{DashboardBench.Period}&tz=UTC&heat=rtt_s");
        var heat = page.Locator(".heat");
        await Expect(heat).ToBeVisibleAsync();
        var period = DashboardBench.Period.Replace(":", "%3A");
        var cells = (await bench.AskAsync($"heatmap?{period}&tz=UTC&target={Target}&metric=rtt_s"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Equal(168, await heat.Locator(".cell").CountAsync());
        Assert.Equal(
            cells.Count(cell => !cell.GetProperty("enough").GetBoolean()),
            await heat.Locator(".cell.hatched").CountAsync()
        );

        await heat.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("section.figure", new() { Has = heat }).Locator(".reading"))
            .ToContainTextAsync("Monday 01:00: median");
        var plot = page.Locator("section.figure", new() { HasText = "Round-trip time" }).First;
        await plot.Locator(".timechart > [role=img]").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(plot.Locator(".reading")).ToContainTextAsync("UTC: median");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_verdict_is_the_sentence_of_the_API_and_opens_to_its_evidence()
    {
        var page = await bench.OpenAsync($"congestion?{DashboardBench.Period}&tz=UTC&verdict=all");
        var period = DashboardBench.Period.Replace(":", "%3A");
        var series = (await bench.AskAsync($"analysis?{period}&tz=UTC"))
            .GetProperty("series")
            .EnumerateArray()
            .First(one => one.GetProperty("congestion").GetProperty("verdict").GetString() == "recurring");
        var verdict = page.Locator("details", new() { HasText = series.GetProperty("words")[0].GetString() }).First;
        await Expect(verdict).ToBeVisibleAsync();
        await Expect(verdict.Locator(".evidence")).ToBeHiddenAsync();

        await verdict.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(verdict.Locator(".evidence")).ToBeVisibleAsync();
        await Expect(verdict.Locator(".daycurve path")).ToHaveCountAsync(1);
        Assert.Equal(
            series
                .GetProperty("congestion")
                .GetProperty("windows")
                .EnumerateArray()
                .Select(w => Text(w.GetProperty("days_congested"))),
            await ValuesAsync(verdict, "days_congested")
        );
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_run_has_its_clients_and_runs_are_compared()
    {
        var page = await bench.OpenAsync("runs?period=1d");
        var runs = (await bench.AskAsync("runs")).GetProperty("items").EnumerateArray().Reverse().ToList();
        var table = page.Locator("section", new() { Has = page.Locator("#runs") });
        await Expect(table.Locator("tbody tr")).ToHaveCountAsync(runs.Count);
        Assert.Equal(
            runs.Select(run => Text(run.GetProperty("global_rate_bps"))),
            await ValuesAsync(table, "global_rate_bps")
        );

        foreach (var box in await table.GetByRole(AriaRole.Checkbox).AllAsync())
            await box.CheckAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Comparison" })).ToBeVisibleAsync();

        var three = runs.First(run => run.GetProperty("clients").GetInt32() == 3);
        await page.GotoAsync($"{bench.Url}#/runs?run={three.GetProperty("id").GetString()}");
        await Expect(page.Locator(".gantt .bar")).ToHaveCountAsync(3);
        await Expect(page.Locator("td[data-key=client]")).ToHaveCountAsync(3);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_records_have_the_numbers_of_the_API()
    {
        var page = await bench.OpenAsync("transfers");
        var records = (await bench.AskAsync("measurements?kind=transfer&target=replica%201")).GetProperty("items");
        Assert.NotEqual(0, records.GetArrayLength());
        foreach (var record in records.EnumerateArray())
        {
            var link = page.Locator($"td a[href*='id={record.GetProperty("id").GetString()}']");
            var row = page.Locator("tr", new() { Has = link });
            foreach (var key in new[] { "bytes", "duration_s", "throughput_bps" })
                await Expect(row.Locator($"td[data-key={key}]"))
                    .ToHaveAttributeAsync("data-value", Text(record.GetProperty(key)));
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_name_that_is_code_is_shown_as_text_everywhere()
    {
        foreach (
            var hash in new[]
            {
                $"overview?{DashboardBench.Period}",
                $"target?target={Uri.EscapeDataString(DashboardBench.Hostile)}&{DashboardBench.Period}",
                $"transfers?id=h1",
            }
        )
        {
            var page = await bench.OpenAsync(hash);
            await Expect(page.GetByText(DashboardBench.Hostile).First).ToBeAttachedAsync();
            Assert.Equal(0, await page.Locator("main img, main script").CountAsync());
            Assert.DoesNotMatch("^owned", await page.TitleAsync());
            await page.Context.CloseAsync();
        }
    }

    /// <summary>As the page's attributes have numbers.</summary>
    private static string Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null ? "" : JsNumber(value.GetDouble());

    /// <summary>Shortest form that reads back the same, as JavaScript writes numbers of this size.</summary>
    private static string JsNumber(double value) =>
        Math.Abs(value) is > 0 and < 1e-6 ? value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant()
        : value.ToString("0.#################", CultureInfo.InvariantCulture) is var plain
        && double.Parse(plain, CultureInfo.InvariantCulture) == value
            ? plain
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static async Task<IEnumerable<string>> ValuesAsync(ILocator within, string key)
    {
        await Expect(within.Locator($"td[data-key={key}]").First).ToBeVisibleAsync();
        return await within
            .Locator($"td[data-key={key}]")
            .EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.dataset.value)");
    }

    private static Task<bool> IsDrawnAsync(ILocator canvas) =>
        canvas.EvaluateAsync<bool>(
            "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0)"
        );
}
