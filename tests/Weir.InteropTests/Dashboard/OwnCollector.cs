using System.Text;
using Microsoft.Playwright;
using Weir.InteropTests.Collecting;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Dashboard;

/// <summary>A collector of one test, with what no other test shall see; whoever is on this machine may look.</summary>
internal sealed class OwnCollector : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePorts.Next();
    private readonly Browser _browser;
    private CollectProcess _process = null!;
    private HttpClient _client = null!;

    private OwnCollector(Browser browser) => _browser = browser;

    public Uri Url => _process.Url;

    public static async Task<OwnCollector> StartAsync(Browser browser)
    {
        var own = new OwnCollector(browser);
        var token = await CollectProcess.AddTokenAsync(own._folder["weir.db"], own._folder["token"]);
        own._client = CollectProcess.Client(token);
        await own.BeginAsync();
        return own;
    }

    public async Task PostAsync(params IEnumerable<string> lines) =>
        Assert.Contains("\"rejected\":[]", await _process.PostAsync(_client, lines), StringComparison.Ordinal);

    public async Task ProgressAsync(string line)
    {
        using var content = new StringContent(line, Encoding.UTF8, "application/x-ndjson");
        using var answer = await _client.PostAsync(new Uri(Url, "api/v1/progress"), content);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<IPage> OpenAsync(string hash, int width = 1280)
    {
        var page = await _browser.OpenAsync([], width: width);
        await page.GotoAsync($"{Url}#/{hash}");
        return page;
    }

    /// <summary>Ends it and starts it again at the same place.</summary>
    public async Task RestartAsync()
    {
        await _process.StopAsync();
        await _process.DisposeAsync();
        await BeginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task BeginAsync() =>
        _process = await CollectProcess.StartAsync(_port, _folder["weir.db"], "--open-read");
}
