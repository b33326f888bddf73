using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>Whether charts of fixed data look as they did.</summary>
[Collection(Dashboards.Name)]
public sealed class PictureTests(DashboardBench bench)
{
    /// <summary>The end of the simulated data: what is said of the present is said of it.</summary>
    private static readonly DateTime Now = new(2026, 1, 20, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string Target =
        $"target?target={Uri.EscapeDataString(DashboardBench.Mirror)}&{DashboardBench.Period}&tz=UTC";

    [Theory]
    [InlineData("band", ColorScheme.Light)]
    [InlineData("band-dark", ColorScheme.Dark)]
    public Task The_band_of_percentiles(string name, ColorScheme theme) =>
        AssertLooksAsync(name, Target, page => Figure(page, "Speed of downloads").Locator(".timechart .uplot"), theme);

    [Fact]
    public Task The_loss_of_packets() =>
        AssertLooksAsync("loss", Target, page => Figure(page, "Packet loss").Locator(".timechart .uplot"));

    [Theory]
    [InlineData("smoke", ColorScheme.Light)]
    [InlineData("smoke-dark", ColorScheme.Dark)]
    public Task The_smoke_of_all_round_trips(string name, ColorScheme theme) =>
        AssertLooksAsync(name, Target, page => page.Locator(".smoke canvas"), theme);

    [Fact]
    public Task The_hours_of_the_week() =>
        AssertLooksAsync("heatmap", $"{Target}&heat=rtt_s", page => page.Locator(".heat"));

    [Fact]
    public async Task The_curve_of_the_day_with_its_windows()
    {
        var page = await OpenAsync($"congestion?{DashboardBench.Period}&tz=UTC");
        await page.Locator("details summary").First.ClickAsync();
        await AssertLooksAsync("day", page.Locator("details .daycurve").First);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("tile", ColorScheme.Light)]
    [InlineData("tile-dark", ColorScheme.Dark)]
    public Task A_tile_of_the_overview(string name, ColorScheme theme) =>
        AssertLooksAsync(
            name,
            $"overview?{DashboardBench.Period}&tz=UTC",
            page => page.Locator("a.tile", new() { HasText = DashboardBench.Mirror }),
            theme
        );

    [Fact]
    public async Task The_map_of_a_file_that_is_on_its_way_and_the_rates_of_its_sources()
    {
        var page = await OpenAsync("transfers?tz=UTC");
        await Expect(page.Locator(".live-live")).ToBeVisibleAsync();
        for (var second = 0; second < 10; second++)
            await bench.ProgressAsync(Progress(second));
        await bench.ProgressAsync(
            $$"""{"type":"source","id":"picture","at":"{{At(7)}}","url":"http://b.example/picture.bin","state":"failed","reason":"reset"}"""
        );
        var transfer = page.GetByRole(AriaRole.Article, new() { Name = "Transfer of picture.bin" });
        await Expect(transfer.Locator(".failures li")).ToHaveCountAsync(1);
        await Expect(transfer).ToContainTextAsync("57 %");

        await AssertLooksAsync("segments", transfer.Locator("canvas.segments"));
        await AssertLooksAsync("rates", transfer.Locator(".timechart .uplot"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task One_picture_is_not_taken_for_another()
    {
        var pictures = new Pictures(await bench.OpenEmptyAsync());
        var names = Pictures.Names.ToList();
        Assert.True(names.Count > 5);
        foreach (var one in names)
        {
            foreach (var other in names)
            {
                var (mean, others) = await pictures.ApartAsync(Pictures.Read(one), Pictures.Read(other));
                Assert.True(Pictures.IsSame(mean, others) == (one == other), $"{one} and {other}: {mean}, {others}");
            }
        }
    }

    private static string At(int second) =>
        Now.AddSeconds(second - 10).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Of 100 MB: what two sources have brought, a stretch of an earlier process, and what they fetch now.</summary>
    private static string Progress(int second)
    {
        var (a, b) = (8 * (second + 1), Math.Min(6 * (second + 1), 48));
        var bytes = 250_000L * (a + b + 100);
        return $$"""
            {"type":"progress","id":"picture","at":"{{At(second)}}","bytes":{{bytes}},"size":100000000,
            "throughput_bps":28000000,"eta_s":3,"map":[0,{{a}},-1,{{100 - a}},1,{{b}},-1,{{100 - b}},-2,100,-1,100],
            "sources":[{"url":"http://a.example/picture.bin","state":"active","bytes":{{a * 250_000}},
            "throughput_bps":{{16_000_000 + (1_000_000 * (second % 3))}},"ranges":[[{{a * 250_000}},24999999]]},
            {"url":"http://b.example/picture.bin","state":"{{(second > 7 ? "failed" : "active")}}","bytes":{{b
                * 250_000}},
            "throughput_bps":{{(second > 7 ? 0 : 12_000_000)}},"ranges":[]}]}
            """.ReplaceLineEndings(
            ""
        );
    }

    private static ILocator Figure(IPage page, string title) =>
        page.Locator(
            "section.figure",
            new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) }
        );

    private async Task<IPage> OpenAsync(string hash, ColorScheme theme = ColorScheme.Light)
    {
        var page = await bench.OpenAsync("lab", theme);
        await page.Clock.SetFixedTimeAsync(Now);
        await page.GotoAsync($"{bench.Url}#/{hash}");
        await page.ReloadAsync();
        return page;
    }

    private async Task AssertLooksAsync(
        string name,
        string hash,
        Func<IPage, ILocator> what,
        ColorScheme theme = ColorScheme.Light
    )
    {
        var page = await OpenAsync(hash, theme);
        await AssertLooksAsync(name, what(page));
        await page.Context.CloseAsync();
    }

    /// <param name="what">It is awaited, until nothing loads any more.</param>
    private async Task AssertLooksAsync(string name, ILocator what)
    {
        await Expect(what).ToBeVisibleAsync();
        await Expect(what.Page.Locator(".loading")).ToHaveCountAsync(0);
        // Charts are drawn with the frame after the one that laid them out.
        await what.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        Assert.Null(await new Pictures(await bench.OpenEmptyAsync()).DifferenceAsync(name, what));
    }
}
