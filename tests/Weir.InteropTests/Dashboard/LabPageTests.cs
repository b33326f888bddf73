using Microsoft.Playwright;
using Weir.InteropTests.Getting;
using Weir.InteropTests.Turns;
using Weir.Testing.Processes;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>What somebody does who has just started <c>./run</c> and opens the page that it names.</summary>
[Collection(KnownPorts.Name)]
public sealed class LabPageTests(LargeFiles files)
{
    [Fact]
    public async Task A_newcomer_sees_the_transfer_kills_a_replica_and_sees_the_others_take_over()
    {
        using var folder = files.NewFolder();
        await using var lab = WeirProcess.Start(["lab", "--folder", folder.Path]);
        var line = await lab.WaitForOutputAsync(one =>
            one.StartsWith("collector, page http://", StringComparison.Ordinal)
        );
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync([]);

        // Without a token: whoever is on this machine may look and press.
        await page.GotoAsync(line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0]);
        await Expect(page.Locator("a.tile").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Lab", Exact = true }).ClickAsync();
        await Expect(page.Locator(".replica")).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Button, new() { Name = "Download the file" }).ClickAsync();
        var transfer = page.Locator("article.transfer", new() { HasText = "running" });
        await Expect(transfer.Locator(".sources li")).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop replica 1" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Replica 1" })).ToContainTextAsync("stopped");
        transfer = page.Locator("article.transfer", new() { Has = page.Locator(".failures li") });
        await Expect(transfer).ToBeVisibleAsync();
        await Expect(transfer).ToContainTextAsync("done");
        await Expect(transfer).ToContainTextAsync("100 %");
        await transfer.GetByRole(AriaRole.Link, new() { Name = "Record" }).First.ClickAsync();
        var brought = await Twin.RowsAsync(page.GetByRole(AriaRole.Region, new() { Name = "Sources" }), 4);
        Assert.Equal(3, brought.Count(row => row["state"] == "done"));
        await page.Context.CloseAsync();
        await lab.WriteLineAsync("q");
        Assert.Equal(0, await lab.WaitForExitAsync());
    }
}
