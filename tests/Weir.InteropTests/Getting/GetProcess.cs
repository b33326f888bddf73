using System.Text.Json;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

/// <summary>A running <c>weir get --json</c>.</summary>
internal sealed class GetProcess : IAsyncDisposable
{
    private GetProcess(ProgramProcess process)
    {
        Process = process;
    }

    public ProgramProcess Process { get; }

    public static GetProcess Start(params IEnumerable<string> arguments)
    {
        var process = WeirProcess.Start(["get", "--json", "--interval", "50ms", .. arguments]);
        process.CloseInput();
        return new GetProcess(process);
    }

    /// <summary>Runs one to its end.</summary>
    public static async Task<GetResult> RunAsync(params IEnumerable<string> arguments)
    {
        await using var get = Start(arguments);
        return await get.EndAsync();
    }

    /// <summary>The first event of progress that tells of so much of the file.</summary>
    public Task<JsonElement> ReachAsync(double share) => ReachAsync(progress => Share(progress) >= share);

    /// <summary>The first event of progress that fits.</summary>
    public async Task<JsonElement> ReachAsync(Func<JsonElement, bool> fits)
    {
        var line = await Process.WaitForOutputAsync(line => IsProgress(line) && fits(JsonLines.Parse(line)));
        return JsonLines.Parse(line);
    }

    /// <summary>As <see cref="ReachAsync(double)"/>, and the journal claims what was told: it does so before each event of progress.</summary>
    public async Task ReachClaimedAsync(double share)
    {
        var seen = 0;
        await ReachAsync(progress => Share(progress) >= share && ++seen == 2);
    }

    /// <summary>Waits for the end and reads all that was printed.</summary>
    public async Task<GetResult> EndAsync()
    {
        var code = await Process.WaitForExitAsync();
        return new GetResult(code, JsonLines.Parse(Process.Output), Process.Errors, Process.PeakMemory);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static bool IsProgress(string line) => line.StartsWith("{\"type\":\"progress\"", StringComparison.Ordinal);

    private static double Share(JsonElement progress) =>
        progress.GetProperty("size").ValueKind == JsonValueKind.Number
            ? (double)progress.Number("bytes") / progress.Number("size")
            : -1;
}
