namespace Weir.FunctionalTests.Origin.Hazards;

/// <summary>
/// What two readers of HTTP may read in two ways, what splits answers, what exhausts a server: sent as bytes to an origin of
/// files. Each is answered 4xx (501 and 505 where the RFC says so) and the connection is closed; nothing is repaired.
/// </summary>
public sealed class HazardTests
{
    private const string Next = "GET /small HTTP/1.1\r\nHost: a\r\n\r\n";

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "both framings", Post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
            { "two lengths", Post("Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello") },
            { "a list of lengths", Post("Content-Length: 2, 2\r\n\r\nab") },
            { "a signed length", Post("Content-Length: +2\r\n\r\nab") },
            { "a negative length", Post("Content-Length: -2\r\n\r\nab") },
            { "a length in hex", Post("Content-Length: 0x2\r\n\r\nab") },
            { "a length with a gap", Post("Content-Length: 2 3\r\n\r\nab") },
            { "a length beyond 63 bits", Post("Content-Length: 9223372036854775808\r\n\r\n") },
            { "no length at all", Post("Content-Length:\r\n\r\n") },
            { "a coding of another name", Post("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n") },
            { "a coding behind chunked", Post("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n") },
            { "identity", Post("Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n") },
            { "chunked twice", Post("Transfer-Encoding: Chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
            { "a coding in HTTP/1.0", "POST /small HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
            { "a space before the colon", Post("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n") },
            { "a bare LF in a chunk extension", Post("Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n0\r\n\r\n") },
            { "a chunk size in C", Post("Transfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n") },
            { "a signed chunk size", Post("Transfer-Encoding: chunked\r\n\r\n+2\r\nab\r\n0\r\n\r\n") },
            { "17 digits of chunk size", Post("Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\nab\r\n") },
            { "data that do not end", Post("Transfer-Encoding: chunked\r\n\r\n2\r\nabXX0\r\n\r\n") },
            { "a trailer that is none", Post("Transfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n") },
            { "bare LF", "GET /small HTTP/1.1\nHost: a\n\n" },
            { "bare CR", Get("X: a\rb\r\n") },
            { "a folded line", Get("X: a\r\n b\r\n") },
            { "a folded first line", "GET /small HTTP/1.1\r\n Host: a\r\n\r\n" },
            { "NUL", Get("X: a\0b\r\n") },
            { "a space in a name", Get("X y: b\r\n") },
            { "no name", Get(": b\r\n") },
            { "no colon", Get("Xy\r\n") },
            { "no Host", "GET /small HTTP/1.1\r\n\r\n" },
            { "two Hosts", Get("Host: a\r\n") },
            { "a Host with a path", "GET /small HTTP/1.1\r\nHost: a/b\r\n\r\n" },
            { "a Host with userinfo", "GET /small HTTP/1.1\r\nHost: u@a\r\n\r\n" },
            { "a version of tomorrow", "GET /small HTTP/9.9\r\nHost: a\r\n\r\n" },
            { "a version in small letters", "GET /small http/1.1\r\nHost: a\r\n\r\n" },
            { "a method that is no token", "G<T /small HTTP/1.1\r\nHost: a\r\n\r\n" },
            { "two spaces", "GET  /small HTTP/1.1\r\nHost: a\r\n\r\n" },
            { "a space in the target", "GET /sm all HTTP/1.1\r\nHost: a\r\n\r\n" },
            { "a target beyond 16 KiB", $"GET /{new string('x', 17_000)} HTTP/1.1\r\nHost: a\r\n\r\n" },
            { "a line beyond 64 KiB", Get($"X: {new string('x', 70_000)}\r\n") },
            { "a thousand fields", Get(string.Concat(Enumerable.Range(0, 1000).Select(i => $"X{i}: y\r\n"))) },
            { "HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
            { "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_is_refused_and_what_follows_is_never_answered(string hazard, string request)
    {
        await using var origin = await StartAsync();
        using var client = await origin.ConnectAsync();
        await client.SendAsync(request + Next);

        var answer = await client.ReadAsync();

        Assert.True(answer.Status is (>= 400 and < 500) or 501 or 505, $"{hazard}: {answer.Status}");
        Assert.Equal("close", answer["Connection"]);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(200, (await origin.GetAsync("/small")).Status);
    }

    [Theory]
    [InlineData("TRACE /small", 405)]
    [InlineData("CONNECT a:443", 405)]
    [InlineData("POST /small", 405)]
    [InlineData("PUT /small", 405)]
    [InlineData("DELETE /small", 405)]
    [InlineData("PURGE /small", 405)]
    [InlineData("get /small", 405)]
    [InlineData("GET /../small", 400, 404)]
    [InlineData("GET /%2e%2e/small", 400, 404)]
    [InlineData("GET /%2e%2e%2fsmall", 400, 404)]
    [InlineData("GET /..%5csmall", 400, 404)]
    [InlineData("GET /\\small", 400, 404)]
    [InlineData("GET //small", 400, 404)]
    [InlineData("GET /small%00", 400, 404)]
    [InlineData("GET /small%0d%0aX:%20y", 400, 404)]
    [InlineData("GET /sub%0d%0aX:%20y/..", 400, 404)]
    [InlineData("GET /small%zz", 400)]
    [InlineData("GET /small#x", 400)]
    [InlineData("GET ftp://a/small", 400)]
    [InlineData("GET http://u:p@a/small", 400)]
    [InlineData("GET *", 400)]
    public async Task What_is_not_served_is_a_clean_refusal(string line, params int[] statuses)
    {
        await using var origin = await StartAsync();
        using var client = await origin.ConnectAsync();
        await client.SendAsync($"{line} HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n");

        var answer = await client.ReadAsync();

        Assert.Contains(answer.Status, statuses);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("X", answer.Fields.Keys);
    }

    [Theory]
    [InlineData("X-Forwarded-Host: evil.example\r\nX-Original-URL: /other\r\nX-Rewrite-URL: /other\r\n")]
    [InlineData("X-HTTP-Method-Override: DELETE\r\nForwarded: host=evil.example\r\n")]
    [InlineData("Connection: Host, Range, close-not\r\n")]
    [InlineData("Content-Length: 5\r\n", "hello")]
    public async Task Fields_that_fool_others_change_nothing(string fields, string body = "")
    {
        await using var origin = await StartAsync();
        using var client = await origin.ConnectAsync();
        await client.SendAsync($"GET /small HTTP/1.1\r\nHost: a\r\n{fields}\r\n{body}" + Next);
        for (var i = 0; i < 2; i++)
        {
            var answer = await client.ReadAsync();
            Assert.Equal((200, "small"), (answer.Status, answer.Text));
            Assert.DoesNotContain("evil", string.Join(' ', answer.Fields.Values), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("bytes=18446744073709551616-")]
    [InlineData("bytes=0-18446744073709551616")]
    [InlineData("bytes=-18446744073709551616")]
    public async Task Numbers_beyond_all_files_are_no_surprise(string range)
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/small", $"Range: {range}\r\n");
        Assert.True(answer.Status is 200 or 206 or 416, $"{answer.Status}");
    }

    private static string Get(string fields) => $"GET /small HTTP/1.1\r\nHost: a\r\n{fields}\r\n";

    private static string Post(string rest) => $"POST /small HTTP/1.1\r\nHost: a\r\n{rest}";

    private static Task<TestOrigin> StartAsync() =>
        TestOrigin.StartAsync(folder =>
        {
            Directory.CreateDirectory(folder["root/sub"]);
            folder.Write("root/small", "small"u8.ToArray());
        });
}
