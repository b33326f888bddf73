using Weir.Testing.Processes;

namespace Weir.InteropTests.Programs;

/// <summary>curl as a client; it says nothing of its own but errors.</summary>
internal static class Curl
{
    public static Task<ProgramResult> RunAsync(params IEnumerable<string> arguments) =>
        ProgramProcess.RunAsync("curl", ["-sS", "--max-time", "120", .. arguments]);

    /// <summary>The status that a request gets; its body is dropped.</summary>
    public static async Task<string> StatusAsync(params IEnumerable<string> arguments)
    {
        var result = await RunAsync(["-o", "/dev/null", "-w", "%{http_code}\n", .. arguments]);
        Assert.Equal(0, result.ExitCode);
        return Assert.Single(result.Output);
    }
}
