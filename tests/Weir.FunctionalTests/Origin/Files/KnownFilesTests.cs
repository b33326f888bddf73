using Weir.FunctionalTests.Clients;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Files;

/// <summary>Files are kept open between requests; that must show in nothing.</summary>
public sealed class KnownFilesTests
{
    private static readonly byte[] Old = new TestContent(3000).Bytes.ToArray();
    private static readonly byte[] New = new TestContent(3000, seed: 2).Bytes.ToArray();
    private static readonly byte[] Large = new TestContent(300_000).Bytes.ToArray();

    [Theory]
    [InlineData("replaced by rename")]
    [InlineData("written in place")]
    [InlineData("written in place, its time set back")]
    [InlineData("deleted and made anew")]
    public async Task A_changed_file_is_seen_by_the_next_request(string change)
    {
        await using var origin = await StartAsync();
        Assert.Equal(Old, (await origin.GetAsync("/f")).Body);
        Assert.Equal(Old, (await origin.GetAsync("/f")).Body);
        var path = origin.Folder["root/f"];
        var time = File.GetLastWriteTimeUtc(path);
        switch (change)
        {
            case "replaced by rename":
                origin.Folder.Write("new", New);
                File.Move(origin.Folder["new"], path, overwrite: true);
                break;
            case "deleted and made anew":
                File.Delete(path);
                Assert.Equal(404, (await origin.GetAsync("/f")).Status);
                origin.Folder.Write("root/f", New);
                break;
            default:
                using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                    RandomAccess.Write(file, New, 0);
                if (change.EndsWith("back", StringComparison.Ordinal))
                    File.SetLastWriteTimeUtc(path, time);
                break;
        }

        for (var i = 0; i < 2; i++)
            Assert.Equal(New, (await origin.GetAsync("/f")).Body);
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_now_is_followed_there()
    {
        await using var origin = await StartAsync();
        File.CreateSymbolicLink(origin.Folder["root/link"], "f");
        for (var i = 0; i < 2; i++)
            Assert.Equal(Old, (await origin.GetAsync("/link")).Body);
        File.Delete(origin.Folder["root/link"]);
        File.CreateSymbolicLink(origin.Folder["root/link"], "large");
        for (var i = 0; i < 2; i++)
            Assert.Equal(Large, (await origin.GetAsync("/link")).Body);
        File.Delete(origin.Folder["root/link"]);
        origin.Folder.Write("outside", New);
        File.CreateSymbolicLink(origin.Folder["root/link"], "../outside");
        for (var i = 0; i < 2; i++)
            Assert.Equal(404, (await origin.GetAsync("/link")).Status);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_is_a_folder()
    {
        await using var origin = await StartAsync();
        await origin.GetAsync("/f");
        File.Delete(origin.Folder["root/f"]);
        Directory.CreateDirectory(origin.Folder["root/f"]);
        Assert.Equal(301, (await origin.GetAsync("/f")).Status);
    }

    [Fact]
    public async Task A_known_file_is_answered_as_an_unknown_one_is()
    {
        await using var origin = await StartAsync();
        var first = await origin.GetAsync("/f");
        var tag = first["ETag"]!;
        foreach (var (fields, status, body) in Requests(tag))
        {
            for (var i = 0; i < 2; i++)
            {
                var answer = await origin.GetAsync("/f", fields);
                Assert.Equal((status, tag), (answer.Status, answer["ETag"] ?? tag));
                Assert.Equal(body, answer.Body);
            }
        }

        var head = await origin.GetAsync("/f", method: "HEAD");
        Assert.Equal(("3000", tag, first["Link"]), (head["Content-Length"], head["ETag"], head["Link"]));
    }

    [Fact]
    public async Task The_one_file_of_a_root_may_be_replaced_too()
    {
        await using var origin = await StartAsync(path: "root/f");
        for (var i = 0; i < 2; i++)
            Assert.Equal(Old, (await origin.GetAsync("/f")).Body);
        origin.Folder.Write("root/new", New);
        File.Move(origin.Folder["root/new"], origin.Folder["root/f"], overwrite: true);
        for (var i = 0; i < 2; i++)
            Assert.Equal(New, (await origin.GetAsync("/f")).Body);
    }

    [Fact]
    public async Task A_file_that_was_deleted_is_closed_soon()
    {
        await using var origin = await StartAsync();
        await origin.GetAsync("/large");
        var real = new FileInfo(origin.Folder["root/large"]).FullName;
        await Eventually.HoldsAsync(() => origin.Server.Hashing is { Done: 1, Files: 0 });
        File.Delete(real);
        await Eventually.HoldsAsync(() => !IsOpen(real));
    }

    private static bool IsOpen(string path) =>
        Directory
            .EnumerateFileSystemEntries("/proc/self/fd")
            .Select(entry => new FileInfo(entry).LinkTarget)
            .Any(target => target?.StartsWith(path, StringComparison.Ordinal) == true);

    private static (string Fields, int Status, byte[] Body)[] Requests(string tag) =>
        [
            ("", 200, Old),
            ("Range: bytes=10-19\r\n", 206, Old[10..20]),
            ("Range: bytes=-1\r\n", 206, Old[^1..]),
            ($"Range: bytes=1-\r\nIf-Range: {tag}\r\n", 206, Old[1..]),
            ("Range: bytes=1-\r\nIf-Range: \"other\"\r\n", 200, Old),
            ($"If-None-Match: {tag}\r\n", 304, []),
        ];

    private static Task<TestOrigin> StartAsync(string path = "root") =>
        TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("root/f", Old);
                folder.Write("root/large", Large);
            },
            change: options =>
                options with
                {
                    Replicas = [options.Replicas[0] with { Root = options.Replicas[0].Root + path["root".Length..] }],
                }
        );
}
