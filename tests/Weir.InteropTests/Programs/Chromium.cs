using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Programs;

/// <summary>A browser without a window.</summary>
internal static class Chromium
{
    /// <summary>
    /// Opens a page, lets its scripts and media go on until they have nothing to do, and gives the document as it is then.
    /// </summary>
    public static async Task<string> OpenAsync(string url, params IEnumerable<string> options)
    {
        using var profile = new TemporaryFolder();
        var result = await ProgramProcess.RunAsync(
            "chromium",
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                $"--user-data-dir={profile.Path}",
                "--virtual-time-budget=60000",
                "--dump-dom",
                .. options,
                url,
            ],
            timeout: TimeSpan.FromMinutes(3)
        );
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        return string.Join('\n', result.Output);
    }
}
