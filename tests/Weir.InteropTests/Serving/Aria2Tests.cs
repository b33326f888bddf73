using Weir.InteropTests.Getting;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Serving;

public sealed class Aria2Tests(LargeFiles files)
{
    [Fact]
    public async Task Aria2_fetches_from_four_replicas_at_once()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(
            files.Middle.Folder,
            4,
            "--rate",
            "20MB/s",
            "--access-log",
            folder["log"]
        );
        var result = await ProgramProcess.RunAsync(
            "aria2c",
            [
                "--no-conf",
                "-x4",
                "-s4",
                "-k1M",
                "--checksum=sha-256=" + files.Middle.Sha256,
                "-d",
                folder.Path,
                "-o",
                "file",
                .. Enumerable.Range(1, 4).Select(i => serve.Url(i, files.Middle.Name)),
            ]
        );

        Assert.True(result.ExitCode == 0, string.Join('\n', result.Output));
        Assert.Equal(files.Middle.Sha256, LargeFile.HashOf(folder["file"]));
        await serve.EndAsync();
        var entries = JsonLines.Parse(
            await File.ReadAllLinesAsync(folder["log"], TestContext.Current.CancellationToken)
        );
        Assert.Equal(4, entries.Select(entry => entry.Number("replica")).Distinct().Count());
    }
}
