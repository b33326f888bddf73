using System.Text;
using System.Text.Json;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Files;

public class FileHandlerTests
{
    protected virtual bool IsTls => false;

    private static readonly TestContent Content = new(300_000);

    [Fact]
    public async Task File_comes_whole_with_its_facts()
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/data.bin");
        Assert.Equal(200, answer.Status);
        Assert.Equal(Content.Bytes, answer.Body);
        Assert.Equal("bytes", answer["Accept-Ranges"]);
        Assert.Equal("application/octet-stream", answer["Content-Type"]);
        Assert.Matches("^\"[!-~]+\"$", answer["ETag"]);
        Assert.NotNull(answer["Last-Modified"]);
        Assert.NotNull(answer["Date"]);
        Assert.Null(answer["Server"]);
    }

    [Fact]
    public async Task Head_tells_the_same_without_the_bytes()
    {
        await using var origin = await StartAsync();
        var get = await origin.GetAsync("/data.bin");
        var head = await origin.GetAsync("/data.bin", method: "HEAD");
        Assert.Equal(200, head.Status);
        foreach (var field in new[] { "Content-Length", "ETag", "Last-Modified", "Content-Type", "Accept-Ranges" })
            Assert.Equal(get[field], head[field]);
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 0)]
    [InlineData("bytes=0-", 0, 299_999)]
    [InlineData("bytes=100-199", 100, 199)]
    [InlineData("bytes=299999-", 299_999, 299_999)]
    [InlineData("bytes=-1", 299_999, 299_999)]
    [InlineData("bytes=-300000", 0, 299_999)]
    [InlineData("bytes=-400000", 0, 299_999)]
    [InlineData("bytes=299990-99999999999999999999", 299_990, 299_999)]
    public async Task Range_gets_exactly_its_bytes(string range, int from, int to)
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/data.bin", $"Range: {range}\r\n");
        Assert.Equal(206, answer.Status);
        Assert.Equal($"bytes {from}-{to}/300000", answer["Content-Range"]);
        Assert.Equal(Content.Bytes[from..(to + 1)], answer.Body);
    }

    [Theory]
    [InlineData("bytes=300000-")]
    [InlineData("bytes=300000-300001")]
    [InlineData("bytes=-0")]
    public async Task Range_outside_gets_416_with_the_size(string range)
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/data.bin", $"Range: {range}\r\n");
        Assert.Equal(416, answer.Status);
        Assert.Equal("bytes */300000", answer["Content-Range"]);
    }

    [Theory]
    [InlineData("Range: bytes=5-2\r\n")]
    [InlineData("Range: lines=0-1\r\n")]
    [InlineData("Range: bytes=0-1\r\nRange: bytes=5-6\r\n")]
    [InlineData("Range: bytes=a-b\r\n")]
    public async Task Range_that_is_not_one_valid_range_gets_the_whole(string fields)
    {
        await using var origin = await StartAsync();
        Assert.Equal(Content.Bytes, (await origin.GetAsync("/data.bin", fields)).Body);
    }

    [Fact]
    public async Task Head_knows_no_range()
    {
        await using var origin = await StartAsync();
        Assert.Equal(200, (await origin.GetAsync("/data.bin", "Range: bytes=0-1\r\n", "HEAD")).Status);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("Range: bytes=0-0\r\n", 416)]
    [InlineData("Range: bytes=0-\r\n", 416)]
    [InlineData("Range: bytes=-5\r\n", 200)]
    public async Task Empty_file_is_served_and_has_no_range(string fields, int status)
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/empty.txt", fields);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 416 ? "bytes */0" : null, answer["Content-Range"]);
    }

    [Theory]
    [InlineData(null, "max-age=10")]
    [InlineData(0.0, "no-cache")]
    [InlineData(0.9, "no-cache")]
    [InlineData(3600.0, "max-age=3600")]
    public async Task Every_answer_with_a_file_says_how_long_it_is_fresh(double? maxAge, string expected)
    {
        await using var origin = await StartAsync(maxAge);
        var plain = await origin.GetAsync("/data.bin");
        Assert.Equal(expected, plain["Cache-Control"]);
        Assert.Equal(expected, (await origin.GetAsync("/data.bin", method: "HEAD"))["Cache-Control"]);
        var part = await origin.GetAsync("/data.bin", "Range: bytes=0-9\r\n");
        Assert.Equal((206, expected), (part.Status, part["Cache-Control"]));
        var unchanged = await origin.GetAsync("/data.bin", $"If-None-Match: {plain["ETag"]}\r\n");
        Assert.Equal((304, expected), (unchanged.Status, unchanged["Cache-Control"]));
    }

    [Fact]
    public async Task Conditions_are_answered_in_the_order_of_the_standard()
    {
        await using var origin = await StartAsync();
        var plain = await origin.GetAsync("/data.bin");
        var (tag, modified) = (plain["ETag"]!, plain["Last-Modified"]!);
        await Expect(304, $"If-None-Match: {tag}\r\n");
        await Expect(304, $"If-None-Match: W/{tag}\r\n");
        await Expect(304, "If-None-Match: *\r\n");
        await Expect(200, "If-None-Match: \"other\"\r\n");
        await Expect(200, $"If-None-Match: \"other\"\r\nIf-Modified-Since: {modified}\r\n");
        await Expect(304, $"If-Modified-Since: {modified}\r\n");
        await Expect(200, "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n");
        await Expect(200, $"If-Match: {tag}\r\n");
        await Expect(412, "If-Match: \"other\"\r\n");
        await Expect(412, $"If-Match: \"other\"\r\nIf-None-Match: {tag}\r\n");
        await Expect(412, "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n");
        await Expect(200, $"If-Unmodified-Since: {modified}\r\n");

        async Task Expect(int status, string fields) =>
            Assert.Equal(status, (await origin.GetAsync("/data.bin", fields)).Status);
    }

    [Fact]
    public async Task Range_holds_only_for_the_file_that_the_client_knows()
    {
        await using var origin = await StartAsync();
        var tag = (await origin.GetAsync("/data.bin"))["ETag"]!;
        Assert.Equal(206, (await origin.GetAsync("/data.bin", $"Range: bytes=0-9\r\nIf-Range: {tag}\r\n")).Status);
        Assert.Equal(200, (await origin.GetAsync("/data.bin", "Range: bytes=0-9\r\nIf-Range: \"other\"\r\n")).Status);
        Assert.Equal(200, (await origin.GetAsync("/data.bin", $"Range: bytes=0-9\r\nIf-Range: W/{tag}\r\n")).Status);
    }

    [Fact]
    public async Task Tag_changes_with_the_file()
    {
        await using var origin = await StartAsync();
        var before = (await origin.GetAsync("/data.bin"))["ETag"];
        File.SetLastWriteTimeUtc(origin.Folder["root/data.bin"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var touched = (await origin.GetAsync("/data.bin"))["ETag"];
        File.Copy(origin.Folder["root/data.bin"], origin.Folder["root/copy"]);
        File.SetLastWriteTimeUtc(origin.Folder["root/copy"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Move(origin.Folder["root/copy"], origin.Folder["root/data.bin"], overwrite: true);
        var replaced = (await origin.GetAsync("/data.bin"))["ETag"];
        Assert.Equal(3, new[] { before, touched, replaced }.Distinct().Count());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("get")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/data.bin", method: method);
        Assert.Equal(405, answer.Status);
        Assert.Equal("GET, HEAD", answer["Allow"]);
    }

    [Fact]
    public async Task Folder_without_slash_leads_to_the_one_with_it()
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/sub%20%0dfolder");
        Assert.Equal(400, answer.Status);
        answer = await origin.GetAsync("/sub%20folder?x=1");
        Assert.Equal(301, answer.Status);
        Assert.Equal("/sub%20folder/", answer["Location"]);
    }

    [Fact]
    public async Task Folder_shows_its_index_else_a_listing()
    {
        await using var origin = await StartAsync();
        Assert.Equal("<p>home", (await origin.GetAsync("/sub%20folder/")).Text);

        var html = await origin.GetAsync("/");
        Assert.Equal("text/html; charset=utf-8", html["Content-Type"]);
        Assert.Contains("href=\"./data.bin\"", html.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&amp;.txt", html.Text, StringComparison.Ordinal);
        Assert.Contains("%3Cb%3E%26.txt", html.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("weir-part", html.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("pipe", html.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("outside", html.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_is_json_for_who_prefers_it()
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/", "Accept: application/json\r\n");
        Assert.Equal("application/json", answer["Content-Type"]);
        var items = JsonDocument.Parse(answer.Body).RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Contains(
            items,
            item => item.GetProperty("name").GetString() == "data.bin" && item.GetProperty("size").GetInt64() == 300_000
        );
        Assert.Contains(items, item => item.GetProperty("type").GetString() == "folder");
    }

    [Theory]
    [InlineData("/page.HTML", "text/html; charset=utf-8")]
    [InlineData("/empty.txt", "text/plain; charset=utf-8")]
    public async Task Type_follows_the_ending(string target, string type)
    {
        await using var origin = await StartAsync();
        Assert.Equal(type, (await origin.GetAsync(target))["Content-Type"]);
    }

    [Fact]
    public async Task File_that_shrinks_while_it_is_sent_ends_in_a_reset()
    {
        await using var origin = await StartAsync();
        var path = origin.Folder["root/large"];
        await using (var file = File.Create(path))
            file.SetLength(256 * 1024 * 1024);
        using var client = await origin.ConnectAsync();
        await client.GetAsync("/large");
        await client.ReadBodyAsync(1000);
        await using (var file = File.OpenWrite(path))
            file.SetLength(1000);
        Assert.InRange(await client.ReadUntilResetAsync(), 0, 200 * 1024 * 1024);
    }

    [Fact]
    public async Task One_file_can_be_the_root()
    {
        await using var origin = await TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("one.bin", Content.Bytes.Span);
                folder.Write("two.bin", "secret"u8);
            },
            change: options =>
                options with
                {
                    Replicas = [options.Replicas[0] with { Root = options.Replicas[0].Root + "/../one.bin" }],
                },
            isTls: IsTls
        );
        Assert.Equal(Content.Bytes, (await origin.GetAsync("/one.bin")).Body);
        Assert.Equal(404, (await origin.GetAsync("/two.bin")).Status);
        Assert.Equal(404, (await origin.GetAsync("/root/")).Status);
        var listing = (await origin.GetAsync("/")).Text;
        Assert.Contains("one.bin", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("two.bin", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_of_the_server_are_not_served_from_its_own_root()
    {
        await using var origin = await TestOrigin.StartAsync(
            folder =>
            {
                Directory.CreateDirectory(folder["root/sub"]);
                folder.Write("root/sub/token", "secret"u8);
                folder.Write("root/token", "public"u8);
            },
            isTls: IsTls,
            change: options => options with { Secrets = [Path.Combine(options.Replicas[0].Root, "sub", "token")] }
        );

        Assert.Equal(404, (await origin.GetAsync("/sub/token")).Status);
        Assert.Equal(200, (await origin.GetAsync("/token")).Status);
        Assert.DoesNotContain("token", (await origin.GetAsync("/sub/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_not_served_under_another_name_either()
    {
        await using var origin = await TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("token", "secret"u8);
                Directory.CreateDirectory(folder["root/sub"]);
                folder.Write("root/real", "secret"u8);
                File.CreateSymbolicLink(folder["root/sub/symbolic"], "../real");
                File.CreateSymbolicLink(folder["given"], "root/real");
            },
            isTls: IsTls,
            change: options => options with { Secrets = [Path.Combine(options.Replicas[0].Root, "..", "given")] }
        );

        Assert.Equal(404, (await origin.GetAsync("/real")).Status);
        Assert.Equal(404, (await origin.GetAsync("/sub/symbolic")).Status);
    }

    private Task<TestOrigin> StartAsync(double? maxAge = null) =>
        TestOrigin.StartAsync(
            Fill,
            isTls: IsTls,
            change: options => maxAge is { } given ? options with { MaxAge = TimeSpan.FromSeconds(given) } : options
        );

    private static void Fill(TemporaryFolder folder)
    {
        folder.Write("outside", "secret"u8);
        folder.Write("root/data.bin", Content.Bytes.Span);
        folder.Write("root/empty.txt", ""u8);
        folder.Write("root/page.HTML", "<p>"u8);
        folder.Write("root/<b>&.txt", "x"u8);
        folder.Write("root/f.weir-part", "x"u8);
        File.CreateSymbolicLink(folder["root/outside-link"], "../outside");
        Directory.CreateDirectory(folder["root/sub folder"]);
        folder.Write("root/sub folder/index.html", Encoding.ASCII.GetBytes("<p>home"));
        SpecialFiles.MakePipe(folder["root/pipe"]);
    }
}

/// <summary>The same over TLS.</summary>
public sealed class FileHandlerOverTlsTests : FileHandlerTests
{
    protected override bool IsTls => true;
}
