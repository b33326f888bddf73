using System.Text.Json;
using Weir.InteropTests.Getting;
using Weir.InteropTests.Serving;
using Weir.Measurements.Units;
using Weir.Testing.Collectors;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Agents;

public sealed class AgentTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly TemporaryFolder _folder = new();

    public AgentTests() => LargeFile.Make(_root["file"], ByteSize.MiB);

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Killed_again_and_again_it_loses_nothing_and_doubles_nothing()
    {
        await using var serve = await ServeProcess.StartAsync(_root.Path, 2);
        await using var collector = new TestCollector();
        CollectorFault[] weather =
        [
            CollectorFault.None,
            CollectorFault.StoreAndReset,
            CollectorFault.ServerError,
            CollectorFault.StoreAndBreakOff,
            CollectorFault.Silent,
        ];
        var printed = new List<string>();
        foreach (var fault in weather)
        {
            collector.Behave = _ => fault;
            var before = collector.Requests.Count;
            await using var agent = AgentProcess.Start(_folder, collector, serve.Pattern("file"));
            await agent.ReachAsync(5);
            // Each weather is met, however late the first delivery comes.
            await collector.WaitUntilAsync(c => c.Requests.Count > before);
            await agent.KillAsync();
            printed.AddRange(agent.Records);
        }

        collector.Behave = _ => CollectorFault.None;
        await using var last = AgentProcess.Start(_folder, collector, serve.Pattern("file"));
        await last.ReachAsync(3);
        await collector.WaitUntilAsync(c =>
            printed.TrueForAll(record => c.Stored.ContainsKey(TestCollector.IdOf(record)))
        );
        var summary = await last.EndAsync();
        printed.AddRange(last.Records);

        Assert.Equal(0, summary.Number("spooled"));
        Assert.All(printed, record => Assert.Equal(record, collector.Stored[TestCollector.IdOf(record)]));
        Assert.Equal(printed.Count, printed.Select(TestCollector.IdOf).Distinct().Count());
        // A record that was spooled before a kill and not yet printed arrives too: one for each kill at most.
        Assert.InRange(collector.Stored.Count, printed.Count, printed.Count + weather.Length);
        Assert.True(collector.Duplicates > 0, "No answer was lost: the test tests nothing.");
        Assert.Contains(collector.Stored.Values, IsDone);
    }

    [Fact]
    public async Task After_an_outage_it_catches_up_oldest_first()
    {
        await using var serve = await ServeProcess.StartAsync(_root.Path);
        await using var collector = new TestCollector();
        await collector.StopAsync();
        await using var agent = AgentProcess.Start(_folder, collector, serve.Url(1, "file"));
        await agent.ReachAsync(10);
        await agent.Process.WaitForErrorAsync(line => line.Contains("cannot be reached", StringComparison.Ordinal));
        collector.Start();
        await collector.WaitUntilAsync(c => c.Stored.Count >= 10);
        var summary = await agent.EndAsync(Signal.Interrupt);

        Assert.Equal(0, summary.Number("spooled"));
        Assert.Equal(agent.Records.Select(TestCollector.IdOf), collector.Order);
    }

    [Fact]
    public async Task Stopped_while_the_collector_is_away_it_ends_in_order_and_keeps_the_records()
    {
        await using var serve = await ServeProcess.StartAsync(_root.Path);
        await using var collector = new TestCollector();
        await collector.StopAsync();
        IReadOnlyList<string> kept;
        await using (var agent = AgentProcess.Start(_folder, collector, serve.Url(1, "file")))
        {
            await agent.ReachAsync(3);
            var summary = await agent.EndAsync();
            kept = agent.Records;
            Assert.Equal(kept.Count, summary.Number("spooled"));
        }

        collector.Start();
        await using var next = AgentProcess.Start(_folder, collector, serve.Url(1, "file"));
        await collector.WaitUntilAsync(c => c.Stored.Count > kept.Count);
        await next.EndAsync();
        Assert.Equal([.. kept.Concat(next.Records).Select(TestCollector.IdOf)], collector.Order);
    }

    [Fact]
    public async Task Paths_are_probed_for_many_clients()
    {
        var port = FreePorts.Next();
        await using var serve = await ServeProcess.StartAsync(_root.Path, 1, "--udp", $"{port}");
        await using var collector = new TestCollector();
        await using var agent = AgentProcess.Start(_folder, collector, $"127.0.0.1:{port}", "--clients", "3");
        string[] names = ["lab-1", "lab-2", "lab-3"];
        await collector.WaitUntilAsync(c =>
            names.All(name => c.Stored.Values.Any(r => IsDone(r) && JsonLines.Parse(r).Text("agent") == name))
        );
        await agent.EndAsync();

        Assert.All(collector.Stored.Values, record => Assert.Equal("probe", JsonLines.Parse(record).Text("type")));
    }

    [Fact]
    public async Task A_full_disk_is_a_sentence_and_costs_no_record()
    {
        await using var disk = await MountedFolder.MountAsync("size=8m");
        Assert.SkipWhen(disk is null, "This user may not mount file systems.");
        var port = FreePorts.Next();
        await using var serve = await ServeProcess.StartAsync(_root.Path, 1, "--udp", $"{port}");
        await using var collector = new TestCollector();
        await using var agent = AgentProcess.Start(_folder, collector, $"127.0.0.1:{port}", "--spool", disk["spool"]);
        await agent.ReachAsync(2);
        disk.Fill("filler");
        await agent.Process.WaitForErrorAsync(line => line.Contains("the disk is full", StringComparison.Ordinal));
        await agent.ReachAsync(agent.Records.Count + 5);
        File.Delete(disk["filler"]);
        await agent.Process.WaitForErrorAsync(line =>
            line.EndsWith("the spool takes records again", StringComparison.Ordinal)
        );
        await agent.ReachAsync(agent.Records.Count + 2);
        var summary = await agent.EndAsync();

        Assert.Equal(0, summary.Number("spooled"));
        Assert.Equal(agent.Records.Select(TestCollector.IdOf), collector.Order);
    }

    private static bool IsDone(string record)
    {
        using var document = JsonDocument.Parse(record);
        return document.RootElement.Text("outcome") == "ok";
    }
}
