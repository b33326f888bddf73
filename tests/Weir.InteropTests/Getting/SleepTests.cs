using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

/// <summary>A machine that falls asleep in the middle of a download, and wakes.</summary>
[Collection(Alone.Name)]
public sealed class SleepTests(LargeFiles files)
{
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_that_slept_goes_on_and_blames_nobody(bool hasServerSleptToo)
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, 2, "--rate", "20MiB/s");
        await using var get = GetProcess.Start(
            serve.Pattern(files.Middle.Name),
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"]
        );
        await get.ReachAsync(0.2);

        get.Process.Send(Signal.Stop);
        if (hasServerSleptToo)
            serve.Process.Send(Signal.Stop);
        await Task.Delay(Sleep, TimeProvider.System, TestContext.Current.CancellationToken);
        if (hasServerSleptToo)
            serve.Process.Send(Signal.Continue);
        get.Process.Send(Signal.Continue);

        var result = await get.EndAsync();
        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.All(result.Record.Items("sources"), source => Assert.Equal("done", source.Text("state")));
    }
}
