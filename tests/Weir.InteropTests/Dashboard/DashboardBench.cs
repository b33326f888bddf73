using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Weir.InteropTests.Collecting;
using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Dashboard;

/// <summary>
/// A real collector with simulated data of two weeks, real runs, an origin that it manages, and a browser that is signed in.
/// </summary>
public sealed class DashboardBench : IAsyncLifetime
{
    /// <summary>Of the simulated data.</summary>
    public const string Period = "from=2026-01-05T00:00:00.000Z&to=2026-01-20T00:00:00.000Z";

    public const string Mirror = "http://mirror-1.example/simulated.bin";

    public const string Hostile =
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    private readonly TemporaryFolder _folder = new();
    private readonly List<BrowserContextCookiesResult> _cookies = [];
    private Browser _browser = null!;
    private IPage? _empty;
    private CollectProcess _collector = null!;
    private int _port;
    private string _control = "";

    public Uri Url => _collector.Url;

    /// <summary>For <c>--token</c>.</summary>
    public string TokenFile => _folder["tester.token"];

    public string Token { get; private set; } = "";

    internal ServeProcess Origin { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        await InstallAxeAsync();
        var starting = Browser.StartAsync();
        Directory.CreateDirectory(_folder["served"]);
        await MakeFileAsync("32MiB", "large.bin");
        await MakeFileAsync("1MiB", "middle.bin");
        await MakeFileAsync("256KiB", "small.bin");
        Origin = await ServeProcess.StartAsync(
            _folder["served"],
            2,
            "--rate",
            "1500kB/s",
            "--control",
            $"{FreePorts.Next()}",
            "--control-token",
            _folder["control.token"]
        );
        var control = await Origin.Process.WaitForOutputAsync(line =>
            line.StartsWith("control at ", StringComparison.Ordinal)
        );
        _port = FreePorts.Next();
        await CollectProcess.AddTokenAsync(_folder["weir.db"], TokenFile);
        Token = (await File.ReadAllTextAsync(TokenFile)).Trim();
        _control = control.Split(' ')[2];
        await StartCollectorAsync();
        Client = CollectProcess.Client(TokenFile);
        await FillAsync();
        _browser = await starting;
        await SignInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_browser is not null)
            await _browser.DisposeAsync();
        var bugs = _collector?.Process.Errors.Where(IsBug).ToList() ?? [];
        if (_collector is not null)
            await _collector.DisposeAsync();
        if (Origin is not null)
            await Origin.DisposeAsync();
        _folder.Dispose();
        Assert.True(bugs.Count == 0, string.Join('\n', bugs.Take(5)));
    }

    private static bool IsBug(string line) => line.Contains("internal error", StringComparison.Ordinal);

    /// <summary>A page of somebody who is signed in.</summary>
    internal async Task<IPage> OpenAsync(string hash, ColorScheme theme = ColorScheme.Light, int width = 1280)
    {
        var page = await _browser.OpenAsync(_cookies, theme, width);
        await page.GotoAsync($"{Url}#/{hash}");
        return page;
    }

    /// <summary>A page of a stranger.</summary>
    internal async Task<IPage> OpenSignedOutAsync()
    {
        var page = await _browser.OpenAsync([]);
        await page.GotoAsync(Url.ToString());
        return page;
    }

    /// <summary>Makes a token that may read.</summary>
    internal async Task<string> AddTokenAsync(string name)
    {
        var store = $"sqlite:{_folder["weir.db"]}";
        var result = await WeirProcess.RunAsync(["collect", "token", "add", name, "--scope", "read", "--store", store]);
        return result.Output.Single();
    }

    internal Task RevokeTokenAsync(string name) =>
        RunAsync("collect", "token", "revoke", name, "--store", $"sqlite:{_folder["weir.db"]}");

    /// <summary>With records that the other tests need not see.</summary>
    internal Task<OwnCollector> StartOwnAsync() => OwnCollector.StartAsync(_browser);

    /// <summary>A page of nobody's, to compare pictures on.</summary>
    internal async Task<IPage> OpenEmptyAsync() => _empty ??= await _browser.OpenAsync([]);

    /// <summary>Tells of a running transfer, as <c>weir get</c> does.</summary>
    internal async Task ProgressAsync(string line)
    {
        using var content = new StringContent(line, Encoding.UTF8, "application/x-ndjson");
        using var answer = await Client.PostAsync(new Uri(Url, "api/v1/progress"), content);
        Assert.Contains("\"accepted\":1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    internal async Task<JsonElement> AskAsync(string question)
    {
        using var json = JsonDocument.Parse(await Client.GetStringAsync(new Uri(Url, $"api/v1/{question}")));
        return json.RootElement.Clone();
    }

    internal async Task PostAsync(params IEnumerable<string> lines)
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await Client.PostAsync(new Uri(Url, "api/v1/measurements"), content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Begins a real download that takes ten seconds or more, told of as it goes: time for a page to look and to press.</summary>
    internal ProgramProcess BeginDownload() =>
        WeirProcess.Start([
            "get",
            Origin.Pattern("large.bin"),
            "-o",
            _folder["large.bin"],
            "--overwrite",
            "--collector",
            Url.ToString(),
            "--token",
            TokenFile,
            "--target",
            "two replicas",
        ]);

    /// <summary>Begins a load run that takes two thirds of a second for each client, told of as it goes.</summary>
    internal ProgramProcess BeginLoad(int clients) =>
        WeirProcess.Start([
            "load",
            Origin.Url(2, "middle.bin"),
            "--clients",
            $"{clients}",
            "--interval",
            "100ms",
            "--collector",
            Url.ToString(),
            "--token",
            TokenFile,
            "--target",
            "replica 2",
        ]);

    /// <summary>Ends the collector and starts it again at the same place.</summary>
    internal async Task RestartAsync(Func<Task> meanwhile)
    {
        await _collector.StopAsync();
        await _collector.DisposeAsync();
        await meanwhile();
        await StartCollectorAsync();
    }

    /// <summary>Sessions are the process's own.</summary>
    internal async Task SignInAsync()
    {
        var page = await OpenSignedOutAsync();
        await page.GetByLabel("Token").FillAsync(Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        _cookies.Clear();
        _cookies.AddRange(await page.Context.CookiesAsync());
        await page.Context.CloseAsync();
    }

    private async Task StartCollectorAsync() =>
        _collector = await CollectProcess.StartAsync(
            _port,
            _folder["weir.db"],
            "--manage",
            $"origin={_control},{_folder["control.token"]}"
        );

    private async Task FillAsync()
    {
        var simulated = _folder["simulated.ndjson"];
        await RunAsync("simulate", "--days", "15", "--agents", "1", "--every", "15m", "--seed", "7", "-o", simulated);
        foreach (var part in (await File.ReadAllLinesAsync(simulated)).Chunk(4000))
            await PostAsync(part);
        await PostAsync(
            $$"""{"type":"transfer","id":"h1","started_at":"2026-01-06T00:00:00Z","agent":{{Quoted(Hostile)}},"target":{{Quoted(Hostile)}},"outcome":"ok","bytes":1000,"duration_s":1,"throughput_bps":8000,"file":{{Quoted(Hostile)}}}"""
        );
        await RunAsync(
            "load",
            Origin.Url(1, "small.bin"),
            "--matrix",
            "clients=1,3",
            "--collector",
            Url.ToString(),
            "--token",
            TokenFile,
            "--target",
            "replica 1"
        );
    }

    private Task MakeFileAsync(string size, string name) =>
        RunAsync("make-file", _folder[$"served/{name}"], "--size", size, "--seed", "1");

    private static async Task RunAsync(params string[] arguments)
    {
        var result = await WeirProcess.RunAsync(arguments, timeout: TimeSpan.FromMinutes(2));
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    /// <summary>axe-core comes with the page's packages; <c>./test</c> has installed them already.</summary>
    private static async Task InstallAxeAsync()
    {
        if (File.Exists(Axe.Script))
            return;
        var result = await ProgramProcess.RunAsync(
            Path.Combine(Repository.Root, "web", "build"),
            ["--check"],
            timeout: TimeSpan.FromMinutes(5)
        );
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
    }
}

[CollectionDefinition(Name)]
public sealed class Dashboards : ICollectionFixture<DashboardBench>
{
    public const string Name = "dashboard";
}
