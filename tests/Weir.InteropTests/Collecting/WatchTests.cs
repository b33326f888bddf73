using System.Text.Json;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Collecting;

/// <summary>All of the watch: an origin, an agent that measures it, a collector, a report.</summary>
public sealed class WatchTests : IDisposable
{
    private const int Enough = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_an_agent_measures_comes_into_the_report()
    {
        var (origin, store) = (FreePorts.Next(), _folder["weir.db"]);
        var token = await CollectProcess.AddTokenAsync(store, _folder["token"]);
        var file = _folder.Write("f.bin", new TestContent(1_000_000).Bytes.Span);
        await using var serve = WeirProcess.Start(["serve", file, "--listen", $"{origin}"]);
        await serve.WaitForOutputAsync(line => line.StartsWith("serving ", StringComparison.Ordinal));
        await using var collector = await CollectProcess.StartAsync(FreePorts.Next(), store);
        await using var agent = WeirProcess.Start([
            "agent",
            $"http://127.0.0.1:{origin}/f.bin",
            "--every",
            "200ms",
            "--agent",
            "site-a",
            "--target",
            "origin",
            "--spool",
            _folder["spool"],
            "--collector",
            $"{collector.Url}",
            "--token",
            token,
        ]);

        using var client = CollectProcess.Client(token);
        var cancellation = TestContext.Current.CancellationToken;
        while (await DownloadsAsync(client, collector.Url, cancellation) < Enough)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        agent.Send(Signal.Interrupt);
        await agent.WaitForExitAsync();

        var report = await WeirProcess.RunAsync(["report", "--store", $"sqlite:{store}"]);
        Assert.Empty(report.Errors);
        Assert.Matches("(?m)^site-a .* Mbit/s|Gbit/s", string.Join('\n', report.Output));
        Assert.Contains(
            report.Output,
            line => line.StartsWith("Busiest hour: not enough data.", StringComparison.Ordinal)
        );
    }

    private static async Task<long> DownloadsAsync(HttpClient client, Uri url, CancellationToken cancellation)
    {
        using var summary = JsonDocument.Parse(
            await client.GetStringAsync(new Uri(url, "api/v1/summary?agent=site-a"), cancellation)
        );
        return summary
            .RootElement.GetProperty("items")
            .EnumerateArray()
            .Sum(item => item.GetProperty("downloads").GetInt64() - item.GetProperty("failures").GetInt64());
    }
}
