using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>That everybody can use it: both themes, a phone, the keyboard, a screen reader.</summary>
[Collection(Dashboards.Name)]
public sealed class UseTests(DashboardBench bench)
{
    private static readonly (string Hash, string Shown)[] Pages =
    [
        ($"overview?{DashboardBench.Period}", "a.tile"),
        ($"target?target={Uri.EscapeDataString(DashboardBench.Mirror)}&{DashboardBench.Period}", ".heat"),
        ($"congestion?{DashboardBench.Period}&verdict=all", "details"),
        ("transfers", "td"),
        ("runs?period=1d", "td"),
        ("lab", ".replica"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task No_page_has_a_serious_barrier_or_is_wider_than_the_window(ColorScheme theme, int width)
    {
        var page = await bench.OpenAsync("overview", theme, width);
        var mistakes = new List<string>();
        page.PageError += (_, error) => mistakes.Add(error);
        page.Console += (_, message) =>
        {
            // A refused request is told by the page itself; everything else is a mistake of it.
            if (
                message.Type is "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
                mistakes.Add(message.Text);
        };
        foreach (var (hash, shown) in Pages)
        {
            await page.GotoAsync($"{bench.Url}#/{hash}");
            await Expect(page.Locator(shown).First).ToBeVisibleAsync();
            if (hash.StartsWith("congestion", StringComparison.Ordinal))
                await page.Locator("details summary").First.ClickAsync();
            Assert.Empty((await Axe.ViolationsAsync(page)).Select(one => $"{hash}: {one}"));
            var excess = await page.EvaluateAsync<int>(
                "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
            );
            Assert.True(excess == 0, $"{hash} is wider than the window by {excess}");
        }

        Assert.Equal(
            theme is ColorScheme.Dark,
            await page.EvaluateAsync<string>("() => document.documentElement.dataset.theme") == "dark"
        );
        Assert.Empty(mistakes);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_goes_from_page_to_page()
    {
        var page = await bench.OpenAsync("overview");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Overview" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("To the content")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#main")).ToBeFocusedAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("nav [aria-current=page]")).ToHaveTextAsync("Runs");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_theme_that_was_chosen_is_remembered()
    {
        var page = await bench.OpenAsync("overview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: as the system" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: light" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await page.ReloadAsync();

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_period_without_data_says_what_to_do_next()
    {
        var page = await bench.OpenAsync("congestion?from=2020-01-01T00:00:00.000Z&to=2020-01-02T00:00:00.000Z");
        await Expect(page.GetByText("Nothing to judge in this period")).ToBeVisibleAsync();
        await Expect(page.GetByText("weir agent http://SERVER/FILE")).ToBeVisibleAsync();

        await page.GotoAsync($"{bench.Url}#/runs?from=2020-01-01T00:00:00.000Z&to=2020-01-02T00:00:00.000Z");
        await Expect(page.GetByText("weir load http://SERVER/FILE")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_collector_that_went_away_is_told_and_its_return_is_noticed()
    {
        var page = await bench.OpenAsync("transfers");
        await Expect(page.Locator(".live-live")).ToBeVisibleAsync();

        try
        {
            await bench.RestartAsync(async () => await Expect(page.Locator(".live-lost")).ToBeVisibleAsync());

            // Sessions end with the process: the page says so, asks to sign in again and goes on where it was.
            await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your session has ended");
            await page.GetByLabel("Token").FillAsync(bench.Token);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".live-live")).ToBeVisibleAsync();
            await Expect(page.Locator("td").First).ToBeVisibleAsync();
            Assert.EndsWith("#/transfers", page.Url, StringComparison.Ordinal);
        }
        finally
        {
            await bench.SignInAsync();
        }

        await page.Context.CloseAsync();
    }
}
