using Weir.InteropTests.Getting;
using Weir.InteropTests.Turns;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Lab;

/// <remarks>Alone, because other tests would make a day slow too.</remarks>
[Collection(Alone.Name)]
public sealed class EveningTests(LargeFiles files)
{
    /// <summary>Two days of 12 s instead of four of four minutes.</summary>
    [Fact]
    public async Task Evenings_that_were_made_slow_are_what_the_analysis_finds()
    {
        using var folder = files.NewFolder();
        var result = await WeirProcess.RunAsync([
            "lab",
            "--evening",
            "--days",
            "2",
            "--hour",
            "500ms",
            "--folder",
            folder.Path,
        ]);

        Assert.True(result.ExitCode == 0, string.Join('\n', result.Output));
        Assert.Contains(
            "verdict: slow from 19:00 to 23:00 in every metric, which equals what was injected",
            result.Output
        );
        var stored = await WeirProcess.RunAsync(["report", "--store", $"sqlite:{folder["watch/weir.db"]}", "--json"]);
        Assert.Contains("replica behind the relay", stored.Output[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(folder["watch/evening.html"]));
    }
}
