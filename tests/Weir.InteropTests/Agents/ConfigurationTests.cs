using Weir.InteropTests.Getting;
using Weir.InteropTests.Serving;
using Weir.Testing.Collectors;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Agents;

public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly TemporaryFolder _folder = new();

    public ConfigurationTests() => _root.Write("f", new byte[10_000]);

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_says_all_and_is_read_again_when_it_changes()
    {
        await using var serve = await ServeProcess.StartAsync(_root.Path, 2);
        await using var collector = new TestCollector();
        _folder.Write("token", System.Text.Encoding.ASCII.GetBytes(collector.Token));
        Write(serve, collector, "first");
        await using var process = WeirProcess.Start(["agent", "--config", _folder["agent.yaml"], "--json"]);
        process.CloseInput();
        await collector.WaitUntilAsync(c => c.Stored.Values.Any(record => IsOf(record, "first")));

        File.WriteAllText(_folder["agent.yaml"], "targets: 5\n");
        await process.WaitForErrorAsync(line =>
            line.EndsWith(
                "line 1: targets is a list of at least one target, each with a -; the agent goes on as before",
                StringComparison.Ordinal
            )
        );
        Write(serve, collector, "the second");
        await collector.WaitUntilAsync(c => c.Stored.Values.Any(record => IsOf(record, "the second")));
        process.Send(Signal.Terminate);
        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Equal("site-a", JsonLines.Parse(process.Output[0]).Text("agent"));
    }

    private static bool IsOf(string record, string target) =>
        JsonLines.Parse(record) is var json && json.Text("target") == target && json.Text("outcome") == "ok";

    private void Write(ServeProcess serve, TestCollector collector, string target) =>
        File.WriteAllText(
            _folder["agent.yaml"],
            $"""
            agent: site-a
            every: 200ms
            collector:
              url: {collector.Url}
              token: token
            spool:
              folder: spool
            targets:
              - name: {target}
                download: "{serve.Pattern("f")}"
            """
        );
}
