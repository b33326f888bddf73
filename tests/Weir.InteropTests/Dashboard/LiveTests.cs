using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>What happens while one looks.</summary>
[Collection(Dashboards.Name)]
public sealed class LiveTests(DashboardBench bench)
{
    [Fact]
    public async Task A_running_download_shows_as_it_happens_and_another_replica_takes_over_from_a_stopped_one()
    {
        var page = await bench.OpenAsync("lab");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop replica 1" })).ToBeEnabledAsync();
        await Expect(page.Locator(".live-live")).ToBeVisibleAsync();

        await using var download = bench.BeginDownload();
        var transfer = page.GetByRole(AriaRole.Article, new() { Name = "Transfer of large.bin" });
        await Expect(transfer.Locator(".sources li")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop replica 1" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Replica 1" })).ToContainTextAsync("stopped");
        await Expect(transfer.Locator(".failures li").First).ToContainTextAsync("failed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start replica 1" }).ClickAsync();
        Assert.Equal(0, await download.WaitForExitAsync());

        // Its name is that of the file it was written to; here it is the same.
        await Expect(transfer).ToContainTextAsync("done");
        // Nothing of the file is nobody's, however quickly it came.
        await Expect(transfer.Locator("canvas[aria-label*='100 % of the map']")).ToBeVisibleAsync();
        await transfer.GetByRole(AriaRole.Link, new() { Name = "Record" }).ClickAsync();
        await Expect(page.Locator("td[data-key=url]")).ToHaveCountAsync(2);
        var shares = await page.Locator("td[data-key=bytes]")
            .EvaluateAllAsync<double[]>("cells => cells.map(cell => Number(cell.dataset.value))");
        Assert.True(shares.Sum() >= 32 * 1024 * 1024);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_load_run_shows_as_it_happens()
    {
        var page = await bench.OpenAsync("transfers");
        await Expect(page.Locator(".live-live")).ToBeVisibleAsync();

        await using var load = bench.BeginLoad(clients: 12);
        var run = page.GetByRole(AriaRole.Article, new() { Name = "Run of middle.bin for 12 clients" });
        await Expect(run.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        Assert.Equal(0, await load.WaitForExitAsync());

        await Expect(run).ToContainTextAsync("12 of 12 clients done");
        await run.GetByRole(AriaRole.Link, new() { Name = "Record" }).ClickAsync();
        await Expect(page.Locator("td[data-key=client]")).ToHaveCountAsync(12);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_record_that_comes_shows_without_asking_for_it()
    {
        var page = await bench.OpenAsync("transfers");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Latest records" })).ToBeVisibleAsync();
        await Expect(page.Locator(".live-live")).ToBeVisibleAsync();
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);

        await bench.PostAsync(
            """{"type":"transfer","id":"live-1","started_at":"2026-01-06T00:00:01Z","agent":"someone","target":"fresh","outcome":"failed","bytes":0,"error":"gone"}"""
        );

        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "someone" })).ToContainTextAsync("failed");
        await page.Context.CloseAsync();
    }
}
