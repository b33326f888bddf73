using System.Collections.Concurrent;
using System.Text.Json;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Collecting;

/// <summary>What was acknowledged is stored, once, whenever the collector dies.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 20;
    private const int Senders = 4;
    private const int Seed = 77;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(Seed);
    private readonly ConcurrentBag<string> _acknowledged = [];
    private readonly SemaphoreSlim _answered = new(0);
    private volatile CollectProcess? _collector;
    private volatile bool _isOver;

    public void Dispose()
    {
        _answered.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled_by_20_kills()
    {
        var (port, store) = (FreePorts.Next(), _folder["weir.db"]);
        var token = await CollectProcess.AddTokenAsync(store, _folder["token"]);
        var senders = Enumerable.Range(0, Senders).Select(sender => SendAsync(sender, token)).ToList();
        for (var kills = 0; kills < Kills; kills++)
        {
            await using var collector = await CollectProcess.StartAsync(port, store);
            _collector = collector;
            // Requests of the other senders are under way when the one is answered that is waited for here.
            for (var answers = _random.Next(1, 12); answers > 0; answers--)
                await _answered.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            await collector.KillAsync();
        }

        await using var last = await CollectProcess.StartAsync(port, store);
        _collector = last;
        _isOver = true;
        await Task.WhenAll(senders);

        using var client = CollectProcess.Client(token);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        var lines = await client.GetStringAsync(
            new Uri(last.Url, "api/v1/measurements"),
            TestContext.Current.CancellationToken
        );
        var stored = lines.TrimEnd('\n').Split('\n').Select(line => Field(line, "id")).ToList();
        Assert.Equal(_acknowledged.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        client.DefaultRequestHeaders.Accept.Clear();
        using var summary = JsonDocument.Parse(
            await client.GetStringAsync(new Uri(last.Url, "api/v1/summary"), TestContext.Current.CancellationToken)
        );
        var item = Assert.Single(summary.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal(stored.Count, item.GetProperty("downloads").GetInt64());
        Assert.Equal(0, await last.StopAsync());
    }

    /// <summary>As an agent does: a batch is sent until it is answered, then comes the next.</summary>
    private async Task SendAsync(int sender, string token)
    {
        using var client = CollectProcess.Client(token);
        for (var batch = 0; !_isOver; batch++)
        {
            var ids = Enumerable.Range(0, 20).Select(i => $"{sender}-{batch}-{i}").ToList();
            var lines = ids.Select((id, i) => Records.Transfer(id, Records.Start.AddMinutes(i * 10))).ToList();
            while (await TryPostAsync(client, lines) is not { } answer || !answer.Contains("\"rejected\":[]"))
                await Task.Yield();
            ids.ForEach(_acknowledged.Add);
            _answered.Release();
        }
    }

    private async Task<string?> TryPostAsync(HttpClient client, List<string> lines) =>
        _collector is { } collector ? await collector.PostAsync(client, lines) : null;

    private static string Field(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).ToString();
    }
}
