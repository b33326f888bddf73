using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>What names, other sites and other people may try.</summary>
[Collection(Dashboards.Name)]
public sealed class AttackTests(DashboardBench bench)
{
    private const string Period = "from=2026-03-01T00:00:00.000Z&to=2026-03-02T00:00:00.000Z&tz=UTC";

    /// <summary>An override that would turn the rest of a line, were it not held within its name.</summary>
    private const string Turning = "\u202Eelif-dab\u2066 \u05e9\u05e8\u05ea";

    private static readonly string LongArabic = string.Concat(Enumerable.Repeat("\u062e\u0627\u062f\u0645-", 227));

    private static readonly string LongWord = new('w', 2000);

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Names_of_2000_letters_and_from_right_to_left_break_no_page(int width)
    {
        await using var own = await bench.StartOwnAsync();
        string[] names = [Turning, LongArabic, LongWord];
        await own.PostAsync(
            names.Select(
                (name, i) =>
                    $$"""{"type":"transfer","id":"name-{{i}}","started_at":"2026-03-01T00:00:0{{i}}Z","agent":{{Quoted(name)}},"target":{{Quoted(name)}},"file":{{Quoted(name)}},"outcome":"ok","error":{{Quoted(name)}},"bytes":1000,"duration_s":1,"throughput_bps":8000,"sources":[{"url":{{Quoted(name)}},"bytes":1000,"state":"failed","reason":{{Quoted(name)}}}]}"""
            )
        );
        var page = await own.OpenAsync($"overview?{Period}", width: width);
        foreach (var name in names)
        {
            await page.GotoAsync($"{own.Url}#/overview?{Period}");
            var tile = page.Locator("a.tile", new() { HasText = name });
            await Expect(tile.Locator("strong")).ToHaveTextAsync(name);
            Assert.Equal(
                "isolate",
                await tile.Locator("strong").EvaluateAsync<string>("one => getComputedStyle(one).unicodeBidi")
            );
            await AssertFitsAsync(page);

            await tile.ClickAsync();
            await Expect(page.Locator(".standing h2")).ToHaveTextAsync(name);
            await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
            await Expect(page.Locator(".notice.trouble")).ToHaveCountAsync(0);
            await AssertFitsAsync(page);
        }

        foreach (var hash in new[] { $"congestion?{Period}&verdict=all", "transfers?id=name-1", "transfers?id=name-2" })
        {
            await page.GotoAsync($"{own.Url}#/{hash}");
            await Expect(page.Locator("main .card").First).ToBeVisibleAsync();
            await AssertFitsAsync(page);
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Among_500_targets_the_one_that_is_sought_is_found()
    {
        await using var own = await bench.StartOwnAsync();
        await own.PostAsync(
            Enumerable
                .Range(0, 500)
                .Select(i =>
                    $$"""{"type":"transfer","id":"many-{{i}}","started_at":"2026-04-01T00:{{i / 60:00}}:{{i % 60:00}}Z","agent":"many","target":"many-{{i:000}}","outcome":"ok","bytes":1000,"duration_s":1,"throughput_bps":8000}"""
                )
        );
        const string period = "from=2026-04-01T00:00:00.000Z&to=2026-04-02T00:00:00.000Z&tz=UTC";
        var page = await own.OpenAsync($"overview?{period}");
        await Expect(page.Locator("a.tile").First).ToBeVisibleAsync();
        Assert.InRange(await page.Locator("a.tile").CountAsync(), 1, 50);

        await page.GetByLabel("Find a target").FillAsync("Many-4");

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "more of 100" })).ToBeVisibleAsync();
        await page.GetByLabel("Find a target").FillAsync("many-417");
        await Expect(page.Locator("a.tile")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Targets as a table" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "many-417" }).ClickAsync();
        await Expect(page.Locator(".standing h2")).ToHaveTextAsync("many-417");
        await page.Context.CloseAsync();
    }

    /// <summary>Another port of the same host is the same site to a browser: it sends the cookie along.</summary>
    [Fact]
    public async Task A_page_of_another_port_that_has_the_cookie_can_press_nothing_and_read_nothing()
    {
        var page = await bench.OpenAsync("lab");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop replica 1" })).ToBeEnabledAsync();
        var evil = await page.Context.NewPageAsync();
        await evil.GotoAsync(bench.Origin.Url(2, ""));
        string[] attempts =
        [
            "fetch(url + 'api/v1/manage/origin/replicas/1/stop', { method: 'POST', credentials: 'include', mode: 'no-cors' })",
            "fetch(url + 'api/v1/manage/origin/replicas/1/stop', { method: 'POST', credentials: 'include' })",
            "fetch(url + 'api/v1/manage/origin/replicas/1/rate', { method: 'PUT', credentials: 'include', body: '{}' })",
            "fetch(url + 'api/v1/measurements', { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{\"type\":\"transfer\",\"id\":\"forged\",\"started_at\":\"2026-01-06T00:00:00Z\",\"agent\":\"forged\",\"target\":\"t\",\"outcome\":\"ok\"}' })",
            "fetch(url + 'session', { method: 'POST', credentials: 'include', mode: 'no-cors', body: 'token=x' })",
            "fetch(url + 'session', { method: 'DELETE', credentials: 'include' })",
            "fetch(url + 'api/v1/agents', { credentials: 'include' })",
        ];
        var answers = new List<string>();
        foreach (var attempt in attempts)
            answers.Add(
                await evil.EvaluateAsync<string>(
                    $"url => {attempt}.then(answer => `${{answer.type}} ${{answer.status}}`, () => 'refused')",
                    bench.Url.ToString()
                )
            );
        // An opaque answer is one that the page can read nothing of; what it asked for is looked for below.
        Assert.All(answers, answer => Assert.True(answer is "refused" or "opaque 0", answer));

        var form = evil.WaitForResponseAsync(answer => answer.Request.Method == "POST");
        await evil.EvaluateAsync(
            """
            url => {
              const form = document.createElement("form");
              [form.method, form.action] = ["POST", `${url}api/v1/manage/origin/replicas/1/stop`];
              document.body.append(form);
              form.submit();
            }
            """,
            bench.Url.ToString()
        );
        Assert.Equal(403, (await form).Status);

        var replica = (await bench.AskAsync("manage/origin/replicas")).GetProperty("items")[0];
        Assert.Equal("serving", replica.GetProperty("state").GetString());
        Assert.DoesNotContain(
            (await bench.AskAsync("agents")).GetProperty("items").EnumerateArray(),
            agent => agent.GetProperty("name").GetString() == "forged"
        );
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_script_that_got_into_the_page_would_not_run_and_could_send_nothing_away()
    {
        var page = await bench.OpenAsync("overview");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Overview" })).ToBeVisibleAsync();

        var violations = await page.EvaluateAsync<string[]>(
            """
            async elsewhere => {
              const seen = new Set();
              document.addEventListener("securitypolicyviolation", (event) => seen.add(event.effectiveDirective));
              const script = document.createElement("script");
              script.textContent = "window.owned = 1";
              document.body.append(script);
              const image = document.createElement("div");
              image.innerHTML = `<img src="x" onerror="window.owned = 2">`;
              document.body.append(image);
              const frame = document.createElement("iframe");
              frame.src = elsewhere;
              document.body.append(frame);
              const style = document.createElement("style");
              style.textContent = "body { display: none }";
              document.head.append(style);
              await fetch(elsewhere).catch(() => null);
              // Each is told on its own; half a second more is for what should not come.
              for (let i = 0; i < 600 && seen.size < 5; i++) await new Promise((done) => setTimeout(done, 100));
              await new Promise((done) => setTimeout(done, 500));
              return [...seen, `owned: ${window.owned}`].sort();
            }
            """,
            bench.Origin.Url(1, "")
        );

        Assert.Equal(
            ["connect-src", "frame-src", "owned: undefined", "script-src-attr", "script-src-elem", "style-src-elem"],
            violations
        );
        await page.Context.CloseAsync();
    }

    /// <summary>What is stored while nobody is told is asked for when the stream is there again.</summary>
    [Fact]
    public async Task What_was_stored_before_the_stream_was_there_again_shows_without_a_reload()
    {
        await using var own = await bench.StartOwnAsync();
        await own.PostAsync(Record("first", "first.bin"));
        var page = await own.OpenAsync("transfers");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "first.bin" })).ToBeVisibleAsync();
        await own.ProgressAsync(
            """{"type":"progress","id":"away","at":"2026-01-06T00:00:00Z","bytes":5,"size":10,"sources":[{"url":"http://a/away.bin","state":"active","bytes":5,"ranges":[]}]}"""
        );
        var transfer = page.GetByRole(AriaRole.Article, new() { Name = "Transfer of away.bin" });
        await Expect(transfer).ToContainTextAsync("running");
        await page.Context.SetOfflineAsync(true);
        await own.RestartAsync();

        await own.PostAsync(Record("away", "away.bin"));
        await page.Context.SetOfflineAsync(false);

        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "away.bin" })).ToBeVisibleAsync();
        await Expect(transfer).ToContainTextAsync("done");
        await page.Context.CloseAsync();

        static string Record(string id, string file) =>
            $$"""{"type":"transfer","id":"{{id}}","started_at":"{{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}","agent":"someone","target":"t","file":"{{file}}","outcome":"ok","bytes":10}""";
    }

    [Fact]
    public async Task A_token_that_is_revoked_while_somebody_looks_ends_that_within_seconds_and_says_so()
    {
        var token = await bench.AddTokenAsync("guest");
        var page = await bench.OpenSignedOutAsync();
        await page.GetByLabel("Token").FillAsync(token);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".live-live")).ToBeVisibleAsync();

        await bench.RevokeTokenAsync("guest");

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your session has ended");
        await Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task AssertFitsAsync(IPage page)
    {
        var excess = await page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        Assert.True(excess <= 0, $"{page.Url} is wider than the window by {excess}");
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
