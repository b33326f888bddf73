using Weir.InteropTests.Programs;
using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;

namespace Weir.InteropTests.Getting;

[Collection(Alone.Name)]
public sealed class NginxTests(LargeFiles files)
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_file_comes_from_nginx(int ports)
    {
        using var folder = files.NewFolder();
        await using var nginx = await Nginx.StartAsync(files.Middle.Folder, ports);
        var result = await GetProcess.RunAsync([
            .. Enumerable.Range(1, ports).Select(i => nginx.Url(i, files.Middle.Name)),
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"],
        ]);

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.Equal(0, result.Sources.Sum(source => source.Number("failures")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nginx_and_weir_serve_equal_copies_together(bool hasChecksum)
    {
        using var folder = files.NewFolder();
        var copy = files.Middle.CopyTo(folder["copy"], new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        await using var nginx = await Nginx.StartAsync(copy.Folder, 2);
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, 2, "--rate", "60MB/s");
        var result = await GetProcess.RunAsync([
            nginx.Url(1, copy.Name),
            serve.Url(1, copy.Name),
            nginx.Url(2, copy.Name),
            serve.Url(2, copy.Name),
            "--limit-rate",
            "100MB/s",
            "-o",
            folder["file"],
            .. copy.ChecksumIf(hasChecksum),
        ]);

        result.ShouldHaveBrought(copy, folder["file"], hasChecksum ? "sha-256" : "size");
        Assert.All(result.Sources, source => Assert.Equal("done", source.Text("state")));
    }

    /// <remarks>nginx makes its ETag of time and size, so that only the content tells these two files apart.</remarks>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_file_with_the_same_size_time_and_etag_is_rejected(bool hasChecksum)
    {
        using var folder = files.NewFolder();
        var wrong = LargeFile.Make(folder["wrong/middle.bin"], files.Middle.Size, seed: 2);
        var right = files.Middle.CopyTo(folder["right"], File.GetLastWriteTimeUtc(wrong.Path));
        await using var nginx = await Nginx.StartAsync(right.Folder, 4);
        await using var other = await Nginx.StartAsync(wrong.Folder, 1);
        var result = await GetProcess.RunAsync([
            other.Url(1, wrong.Name),
            .. Enumerable.Range(1, 4).Select(i => nginx.Url(i, right.Name)),
            "--limit-rate",
            "60MB/s",
            "-o",
            folder["file"],
            .. right.ChecksumIf(hasChecksum),
        ]);

        result.ShouldHaveBrought(right, folder["file"], hasChecksum ? "sha-256" : "size");
        Assert.Equal("rejected", result.Sources[0].Text("state"));
        Assert.All(result.Sources.Skip(1), source => Assert.NotEqual("rejected", source.Text("state")));
    }
}
