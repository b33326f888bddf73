using Weir.InteropTests.Programs;
using Weir.InteropTests.Serving;

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
}
