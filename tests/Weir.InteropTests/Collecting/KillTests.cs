using System.Collections.Concurrent;
using System.Text.Json;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Collecting;

/// <summary>What was acknowledged is stored, once, whenever the collector dies.</summary>
public sealed class KillTests : IDisposable
{
    private const int Senders = 20;
    private const int Seed = 77;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(Seed);
    private readonly ConcurrentBag<string> _acknowledged = [];
    private readonly SemaphoreSlim _answered = new(0);
    private volatile CollectProcess[] _collectors = [];
    private volatile bool _isOver;

    public void Dispose()
    {
        _answered.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled_by_20_kills() => await KillAsync(_folder["weir.db"], 20);

    [Fact]
    public async Task Nor_by_10_with_PostgreSQL()
    {
        await using var server = await PostgresServer.StartAsync();
        await KillAsync(await server.NewDatabaseAsync(), 10);
    }

    [Fact]
    public async Task Nor_by_the_kill_of_one_of_two_collectors_of_one_database()
    {
        await using var server = await PostgresServer.StartAsync();
        var (store, ports) = (await server.NewDatabaseAsync(), new[] { FreePorts.Next(), FreePorts.Next() });
        var token = await CollectProcess.AddTokenAsync(store, _folder["token"]);
        var collectors = new List<CollectProcess>();
        foreach (var port in ports)
            collectors.Add(await CollectProcess.StartAsync(port, store));
        _collectors = [.. collectors];
        var senders = Send(token);
        for (var kills = 0; kills < 6; kills++)
        {
            await AnsweredAsync(30);
            var dead = kills % 2;
            await collectors[dead].KillAsync();
            // The other one goes on.
            await AnsweredAsync(30);
            await collectors[dead].DisposeAsync();
            collectors[dead] = await CollectProcess.StartAsync(ports[dead], store);
            _collectors = [.. collectors];
        }

        _isOver = true;
        await Task.WhenAll(senders);
        await ProveAsync(collectors[0], token);
        foreach (var collector in collectors)
        {
            Assert.Equal(0, await collector.StopAsync());
            await collector.DisposeAsync();
        }
    }

    private async Task KillAsync(string store, int times)
    {
        var port = FreePorts.Next();
        var token = await CollectProcess.AddTokenAsync(store, _folder["token"]);
        var senders = Send(token);
        for (var kills = 0; kills < times; kills++)
        {
            await using var collector = await CollectProcess.StartAsync(port, store);
            _collectors = [collector];
            // Requests of the other senders are under way when the one is answered that is waited for here.
            await AnsweredAsync(_random.Next(1, 40));
            await collector.KillAsync();
        }

        await using var last = await CollectProcess.StartAsync(port, store);
        _collectors = [last];
        _isOver = true;
        await Task.WhenAll(senders);
        await ProveAsync(last, token);
        Assert.Equal(0, await last.StopAsync());
    }

    private async Task AnsweredAsync(int times)
    {
        for (var answers = times; answers > 0; answers--)
            Assert.True(
                await _answered.WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken),
                "No collector answers any more."
            );
    }

    private async Task ProveAsync(CollectProcess collector, string token)
    {
        using var client = CollectProcess.Client(token);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        var lines = await client.GetStringAsync(
            new Uri(collector.Url, "api/v1/measurements"),
            TestContext.Current.CancellationToken
        );
        var stored = lines.TrimEnd('\n').Split('\n').Select(line => Field(line, "id")).ToList();
        Assert.Equal(_acknowledged.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        client.DefaultRequestHeaders.Accept.Clear();
        using var summary = JsonDocument.Parse(
            await client.GetStringAsync(new Uri(collector.Url, "api/v1/summary"), TestContext.Current.CancellationToken)
        );
        var item = Assert.Single(summary.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal(stored.Count, item.GetProperty("downloads").GetInt64());
    }

    private List<Task> Send(string token) =>
        [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender, token)))];

    /// <summary>As an agent does: a batch is sent until it is answered, then comes the next.</summary>
    private async Task SendAsync(int sender, string token)
    {
        using var client = CollectProcess.Client(token);
        for (var batch = 0; !_isOver; batch++)
        {
            var ids = Enumerable.Range(0, 20).Select(i => $"{sender}-{batch}-{i}").ToList();
            var lines = ids.Select((id, i) => Records.Transfer(id, Records.Start.AddMinutes(i * 10))).ToList();
            while (await TryPostAsync(client, lines) is not { } answer || !answer.Contains("\"rejected\":[]"))
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            ids.ForEach(_acknowledged.Add);
            _answered.Release();
        }
    }

    /// <summary>To one collector after the other, as behind a balancer, until one answers.</summary>
    private async Task<string?> TryPostAsync(HttpClient client, List<string> lines)
    {
        var collectors = _collectors;
        var first = lines.GetHashCode() & 1;
        for (var i = 0; i < collectors.Length; i++)
        {
            if (await collectors[(first + i) % collectors.Length].PostAsync(client, lines) is { } answer)
                return answer;
        }

        return null;
    }

    private static string Field(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).ToString();
    }
}
