using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;

namespace Weir.InteropTests.Getting;

[Collection(Alone.Name)]
public sealed class WrongReplicaTests(LargeFiles files)
{
    private const int Wrong = 5;

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_replica_with_another_file_of_the_same_size_is_rejected(bool hasChecksum, bool hasSameTime)
    {
        using var folder = files.NewFolder();
        var wrong = LargeFile.Make(folder["wrong/middle.bin"], files.Middle.Size, seed: 2);
        var right = files.Middle.CopyTo(
            folder["right"],
            hasSameTime ? File.GetLastWriteTimeUtc(wrong.Path) : File.GetLastWriteTimeUtc(wrong.Path).AddHours(-1)
        );
        await using var serve = await ServeProcess.StartAsync(right.Folder, 4, "--rate", "30MB/s");
        await using var other = await ServeProcess.StartAsync(wrong.Folder, 1, "--rate", "30MB/s");

        var result = await GetProcess.RunAsync([
            other.Url(1, wrong.Name),
            serve.Pattern(right.Name),
            "-o",
            folder["file"],
            .. right.ChecksumIf(hasChecksum),
        ]);

        result.ShouldHaveBrought(right, folder["file"], hasChecksum ? "sha-256" : "size");
        Assert.Equal("rejected", result.Sources[0].Text("state"));
        Assert.Contains("content", result.Sources[0].Text("reason"), StringComparison.Ordinal);
        Assert.All(result.Sources.Skip(1), source => Assert.Equal("done", source.Text("state")));
        Assert.Equal(Wrong, result.Sources.Count);
        Assert.Contains(
            result.OfType("source"),
            e => e.Text("state") == "rejected" && e.Text("url") == other.Url(1, wrong.Name)
        );
        // Whatever it sent until the others had answered, which on a busy machine takes a while.
        Assert.InRange(result.Record.Number("wasted_bytes"), 0, right.Size.Bytes / 4);
    }
}
