using System.Diagnostics;
using Weir.FunctionalTests.Origin;
using Weir.Testing.Files;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Transport.Loop;

public sealed class PageCacheTests
{
    private static readonly TestContent Content = new(8 * 1024 * 1024);

    [Fact]
    public void What_is_on_the_disk_alone_is_known_and_can_be_loaded()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", Content.Bytes.Span);
        Evict(path);
        using var file = File.OpenHandle(path);
        var isBlind = false;
        Assert.SkipWhen(PageCache.Has(file, Content.Size - 1, ref isBlind), "This file system keeps all in memory.");
        PageCache.Load(file, 0, Content.Size);
        Assert.True(PageCache.Has(file, 0, ref isBlind));
        Assert.True(PageCache.Has(file, Content.Size - 1, ref isBlind));
    }

    [Fact]
    public async Task File_that_is_on_the_disk_alone_is_served_right()
    {
        await using var origin = await TestOrigin.StartAsync(folder =>
            Evict(folder.Write("root/file", Content.Bytes.Span))
        );
        Assert.Equal(Content.Bytes, (await origin.GetAsync("/file")).Body);
        Evict(origin.Folder["root/file"]);
        Assert.Equal(Content.Bytes[3_000_000..], (await origin.GetAsync("/file", "Range: bytes=3000000-\r\n")).Body);
    }

    /// <summary>Writes the file out and has the kernel forget it (dd's documented way).</summary>
    private static void Evict(string path)
    {
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);
        using var dd = Process.Start("dd", ["status=none", $"if={path}", "iflag=nocache", "count=0"]);
        dd.WaitForExit();
    }
}
