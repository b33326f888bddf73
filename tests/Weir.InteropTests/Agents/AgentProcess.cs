using System.Text.Json;
using Weir.InteropTests.Getting;
using Weir.Testing.Collectors;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Agents;

/// <summary>A running <c>weir agent --json</c> that measures ten times a second.</summary>
internal sealed class AgentProcess(ProgramProcess process) : IAsyncDisposable
{
    public ProgramProcess Process => process;

    /// <summary>The records that it printed. One that a kill cut off is none.</summary>
    public IReadOnlyList<string> Records => [.. process.Output.Where(IsWhole).Where(line => !IsSummary(line))];

    /// <param name="folder">Takes the spool and the token.</param>
    public static AgentProcess Start(
        TemporaryFolder folder,
        TestCollector collector,
        string target,
        params IReadOnlyList<string> options
    )
    {
        var token = folder.Write("token", System.Text.Encoding.ASCII.GetBytes(collector.Token));
        var process = WeirProcess.Start([
            "agent",
            target,
            "--json",
            "--every",
            "100ms",
            "--agent",
            "lab",
            .. options.Contains("--spool") ? (string[])[] : ["--spool", folder["spool"]],
            "--collector",
            collector.Url,
            "--token",
            token,
            .. options,
        ]);
        process.CloseInput();
        return new AgentProcess(process);
    }

    /// <summary>Waits until it has printed so many records.</summary>
    public Task ReachAsync(int records)
    {
        var seen = 0;
        return process.WaitForOutputAsync(_ => ++seen >= records);
    }

    public async Task KillAsync()
    {
        process.Send(Signal.Kill);
        await process.WaitForExitAsync();
    }

    /// <summary>Ends it in order and gives its summary.</summary>
    public async Task<JsonElement> EndAsync(Signal signal = Signal.Terminate)
    {
        process.Send(signal);
        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.True(IsSummary(process.Output[^1]), process.Output[^1]);
        return JsonLines.Parse(process.Output[^1]);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static bool IsSummary(string line) => line.StartsWith("{\"type\":\"summary\"", StringComparison.Ordinal);

    private static bool IsWhole(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
