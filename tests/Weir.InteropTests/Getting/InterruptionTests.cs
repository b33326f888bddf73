using Weir.InteropTests.Serving;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

public sealed class InterruptionTests(LargeFiles files)
{
    /// <summary>Of each of three: seconds are left when the signal is sent, however busy the machine is.</summary>
    private const string Slow = "5MiB/s";

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task An_interrupted_download_leaves_what_the_same_command_continues(Signal signal)
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, 3, "--rate", Slow);
        string[] command =
        [
            serve.Pattern(files.Middle.Name),
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"],
        ];
        await using var get = GetProcess.Start(command);
        await get.ReachAsync(0.4);
        get.Process.Send(signal);
        var interrupted = await get.EndAsync();

        Assert.Equal(130, interrupted.ExitCode);
        Assert.Equal("cancelled", interrupted.Record.Text("outcome"));
        interrupted.ShouldAddUp();
        Assert.Equal("weir get: interrupted; the same command continues", interrupted.Errors[^1]);
        Assert.Equal(["file.weir-journal", "file.weir-part"], folder.Names());

        var continued = await GetProcess.RunAsync(command);
        continued.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        // An interruption is no death: all that was written is claimed.
        Assert.Equal(interrupted.Record.Number("bytes"), continued.Record.Number("resumed_bytes"));
    }

    [Fact]
    public async Task A_file_that_is_there_and_right_is_done()
    {
        using var folder = files.NewFolder();
        var file = files.Middle.CopyTo(folder["there"], DateTime.UnixEpoch);
        var result = await GetProcess.RunAsync(
            $"http://127.0.0.1:{FreePorts.Next()}/{file.Name}",
            "-o",
            file.Path,
            "--checksum",
            file.Checksum
        );

        result.ShouldHaveBrought(file, file.Path, "sha-256");
        Assert.Equal(file.Size.Bytes, result.Record.Number("resumed_bytes"));
    }
}
