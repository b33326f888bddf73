using Weir.InteropTests.Programs;
using Weir.Testing.Files;

namespace Weir.InteropTests.Serving;

public sealed class CurlTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _bytes = new TestContent((3 << 20) + 7).Bytes.ToArray();
    private ServeProcess _serve = null!;

    private string Url => _serve.Url(1, "file.bin");

    private string Target => _folder["target"];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["root/with index"]);
        Directory.CreateDirectory(_folder["root/empty"]);
        _folder.Write("root/file.bin", _bytes);
        _folder.Write("root/with index/index.html", "<p>hello</p>"u8);
        _folder.Write("secret", "not to be served"u8);
        _serve = await ServeProcess.StartAsync(_folder["root"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _serve.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_whole_file_arrives()
    {
        Assert.Equal("200", await FetchAsync(Url));
        Assert.Equal(_bytes, await TargetAsync());
    }

    [Theory]
    [InlineData("0-0", 0, 1)]
    [InlineData("1000000-1999999", 1_000_000, 1_000_000)]
    [InlineData("3145700-", 3_145_700, 35)]
    [InlineData("-100", 3_145_635, 100)]
    [InlineData("3145734-9999999", 3_145_734, 1)]
    public async Task A_range_arrives(string range, int from, int length)
    {
        Assert.Equal("206", await FetchAsync(Url, "-r", range));
        Assert.Equal(_bytes[from..(from + length)], await TargetAsync());
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused()
    {
        Assert.Equal("416", await FetchAsync(Url, "-r", "3145735-"));
    }

    [Fact]
    public async Task A_head_request_tells_of_the_file()
    {
        var head = (await Curl.RunAsync("-I", Url)).Output;

        Assert.Equal("HTTP/1.1 200 OK", head[0]);
        Assert.Contains("Content-Length: 3145735", head);
        Assert.Contains("Accept-Ranges: bytes", head);
        Assert.Contains("Content-Type: application/octet-stream", head);
        Assert.Contains(head, line => line.StartsWith("ETag: \"", StringComparison.Ordinal));
        Assert.Contains(head, line => line.StartsWith("Last-Modified: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unfinished_file_is_continued()
    {
        await File.WriteAllBytesAsync(Target, _bytes.AsMemory(0, 1_234_567), TestContext.Current.CancellationToken);
        Assert.Equal("206", await FetchAsync(Url, "-C", "-"));
        Assert.Equal(_bytes, await TargetAsync());
    }

    [Fact]
    public async Task A_file_that_has_not_changed_is_not_sent_again()
    {
        Assert.Equal("200", await FetchAsync(Url, "--etag-save", _folder["tag"], "--etag-compare", _folder["tag"]));
        File.Delete(Target);
        Assert.Equal("304", await FetchAsync(Url, "--etag-compare", _folder["tag"]));
        File.SetLastWriteTimeUtc(_folder["root/file.bin"], DateTime.UnixEpoch);
        Assert.Equal("200", await FetchAsync(Url, "--etag-compare", _folder["tag"]));
    }

    [Fact]
    public async Task A_date_that_is_late_enough_is_enough_for_304()
    {
        await FetchAsync(Url, "-R");
        Assert.Equal("304", await FetchAsync(Url, "-z", Target));
    }

    [Fact]
    public async Task A_client_of_http_1_0_is_served_and_its_connection_closed()
    {
        Assert.Equal("200", await FetchAsync(Url, "--http1.0"));
        Assert.Equal(_bytes, await TargetAsync());
        Assert.Contains("Connection: close", (await Curl.RunAsync("--http1.0", "-I", Url)).Output);
    }

    [Fact]
    public async Task Several_requests_share_a_connection()
    {
        string[] once = ["-o", "/dev/null", Url];
        var result = await Curl.RunAsync(["-r", "0-9", "-w", "%{num_connects} ", .. once, .. once, .. once]);

        Assert.Equal(["1 0 0 "], result.Output);
    }

    [Fact]
    public async Task A_folder_shows_its_index()
    {
        var result = await Curl.RunAsync(_serve.Url(1, "with%20index/"), "-w", "%{content_type}");
        Assert.Equal(["<p>hello</p>text/html; charset=utf-8"], result.Output);
        Assert.Equal("301", await Curl.StatusAsync(_serve.Url(1, "with%20index")));
        Assert.Equal("200", await Curl.StatusAsync("-L", _serve.Url(1, "with%20index")));
    }

    [Fact]
    public async Task A_folder_without_index_is_listed()
    {
        var html = string.Join('\n', (await Curl.RunAsync(_serve.Url(1, ""))).Output);
        Assert.Contains("href=\"./file.bin\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"./with%20index/\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);

        var json = await Curl.RunAsync("-H", "Accept: application/json", _serve.Url(1, ""));
        Assert.Contains(
            "\"name\":\"file.bin\",\"type\":\"file\",\"size\":3145735",
            Assert.Single(json.Output),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("missing", "404")]
    [InlineData("file.bin/", "404")]
    [InlineData("empty/missing", "404")]
    [InlineData("file.bin?query=1", "200")]
    [InlineData("%66ile.bin", "200")]
    [InlineData("file.bin%00", "400")]
    [InlineData("%zz", "400")]
    public async Task A_path_gets_its_status(string path, string status)
    {
        Assert.Equal(status, await Curl.StatusAsync(_serve.Url(1, path)));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("../../../../../../../etc/passwd")]
    [InlineData("%2e%2e/secret")]
    [InlineData("..%2fsecret")]
    [InlineData("%2e%2e%2fsecret")]
    [InlineData("empty/../../secret")]
    [InlineData("empty/..%2f..%2fsecret")]
    [InlineData(".../../secret")]
    [InlineData("..\\secret")]
    [InlineData("..%5csecret")]
    [InlineData("%252e%252e/secret")]
    [InlineData("/etc/passwd")]
    [InlineData("..;/secret")]
    public async Task No_path_leads_out_of_the_root(string path)
    {
        var status = await FetchAsync("--path-as-is", _serve.Url(1, path));

        Assert.True(status is "400" or "404", status);
        var body = System.Text.Encoding.UTF8.GetString(await TargetAsync());
        Assert.DoesNotContain("not to be served", body, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_leads_out_of_the_root_is_not_followed()
    {
        File.CreateSymbolicLink(_folder["root/link"], _folder["secret"]);
        Directory.CreateSymbolicLink(_folder["root/up"], _folder.Path);

        Assert.Equal("404", await Curl.StatusAsync(_serve.Url(1, "link")));
        Assert.Equal("404", await Curl.StatusAsync(_serve.Url(1, "up/secret")));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_refused(string method)
    {
        Assert.Equal("405", await Curl.StatusAsync("-X", method, Url));
        Assert.True(File.Exists(_folder["root/file.bin"]));
    }

    private async Task<string> FetchAsync(params IEnumerable<string> arguments)
    {
        var result = await Curl.RunAsync(["-o", Target, "-w", "%{http_code}\n", .. arguments]);
        Assert.Empty(result.Errors);
        return Assert.Single(result.Output);
    }

    private Task<byte[]> TargetAsync() => File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken);
}
