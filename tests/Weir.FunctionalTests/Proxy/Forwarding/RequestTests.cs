using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.FunctionalTests.Origin;
using Weir.Transport.Tls;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

public sealed class RequestTests
{
    private const string NotHandled = "\r\nCache-Status: weir; detail=\"not-handled\"\r\n";

    [Fact]
    public async Task What_came_over_TLS_is_said_to_the_origin_to_have()
    {
        await using var proxy = new TestProxy(change: options =>
            options with
            {
                Tls = new TlsServer(TestCertificate.Localhost),
            }
        );
        using var client = await RawClient.ConnectAsync(proxy.Server.EndPoints[0], isTls: true);
        await client.GetAsync("/a");

        Assert.Equal("content", (await client.ReadAsync()).Text);
        Assert.Equal("https", Assert.Single(proxy.Origin.Requests).Header("X-Forwarded-Proto"));
    }

    [Fact]
    public async Task The_origin_sees_the_request_without_the_fields_of_the_client_s_connection()
    {
        await using var proxy = new TestProxy();

        await proxy.GetAsync(
            "/a?b",
            "Connection: close, X-Listed\r\nX-Listed: 1\r\nX-Kept: 2\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: evil\r\n"
        );

        var request = Assert.Single(proxy.Origin.Requests);
        Assert.Equal("/a?b", request.Target);
        Assert.Equal($"127.0.0.1:{proxy.Origin.Port}", request.Header("Host"));
        Assert.Equal("2", request.Header("X-Kept"));
        Assert.Equal("127.0.0.1", request.Header("X-Forwarded-For"));
        Assert.Equal("http", request.Header("X-Forwarded-Proto"));
        Assert.StartsWith("1.1 weir-", request.Header("Via"));
        Assert.Null(request.Header("X-Listed"));
        Assert.Null(request.Header("X-Forwarded-Host"));
        Assert.Null(request.Header("Connection"));
    }

    [Fact]
    public async Task The_client_sees_the_answer_without_the_fields_of_the_origin_s_connection()
    {
        await using var proxy = new TestProxy(_ =>
            With(
                "Cache-Control: max-age=60",
                "Connection: X-Listed, Cache-Control",
                "X-Listed: 1",
                "X-Kept: 2",
                "Keep-Alive: 5"
            )
        );

        foreach (var answer in new[] { await proxy.GetAsync("/a"), await proxy.GetAsync("/a") })
        {
            Assert.Equal("2", answer["X-Kept"]);
            Assert.Null(answer["X-Listed"]);
            Assert.Null(answer["Keep-Alive"]);
            Assert.NotNull(answer["Cache-Control"]);
            Assert.NotNull(answer["Date"]);
        }

        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task The_body_of_another_method_goes_on()
    {
        await using var proxy = new TestProxy();
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
        );

        Assert.Equal(200, (await client.ReadAsync()).Status);
        var request = Assert.Single(proxy.Origin.Requests);
        Assert.Equal("hello world", Encoding.ASCII.GetString(request.Body.Span));
        Assert.Equal("11", request.Header("Content-Length"));
        Assert.Null(request.Header("Transfer-Encoding"));
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_413_and_goes_nowhere()
    {
        await using var proxy = new TestProxy();

        var answer = await proxy.ExchangeAsync("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer);
        Assert.Contains(NotHandled, answer);
        Assert.Empty(proxy.Origin.Requests);
    }

    [Theory]
    [InlineData(414, "GET /", 17_000, " HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData(431, "GET / HTTP/1.1\r\nHost: a\r\nX: ", 70_000, "\r\n\r\n")]
    [InlineData(501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x", 10, "\r\n\r\n")]
    [InlineData(505, "GET / HTTP/2.0\r\nHost: ", 1, "\r\n\r\n")]
    public async Task What_is_refused_before_it_is_looked_at_is_said_to_be(
        int status,
        string start,
        int length,
        string end
    )
    {
        await using var proxy = new TestProxy();

        var answer = await proxy.ExchangeAsync(start + new string('x', length) + end);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains(NotHandled, answer);
    }

    [Fact]
    public async Task A_connection_too_many_is_told_so_with_Cache_Status_too()
    {
        await using var proxy = new TestProxy(change: options => options with { MaxConnections = 1 });
        using var first = await proxy.ConnectAsync();
        await first.GetAsync("/a");
        await first.ReadAsync();

        var answer = await proxy.ExchangeAsync("");

        Assert.StartsWith("HTTP/1.1 503 ", answer);
        Assert.Contains(NotHandled, answer);
    }

    [Fact]
    public async Task A_body_of_GET_does_not_go_on()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));

        Assert.Equal(200, (await proxy.GetAsync("/a", "Content-Length: 0\r\n")).Status);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nx=bad");
        await client.ReadAsync();

        Assert.All(proxy.Origin.Requests, request => Assert.Equal(0, request.Body.Length));
        Assert.Null(proxy.Origin.Requests[1].Header("Content-Length"));
    }

    [Theory]
    [InlineData("CONNECT example.org:443 HTTP/1.1", 405)]
    [InlineData("TRACE / HTTP/1.1", 405)]
    [InlineData("GET * HTTP/1.1", 400)]
    public async Task What_is_not_for_a_reverse_proxy_is_refused(string requestLine, int status)
    {
        await using var proxy = new TestProxy();
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"{requestLine}\r\nHost: proxy.example\r\n\r\n");

        var answer = await client.ReadAsync();

        Assert.Equal(status, answer.Status);
        Assert.StartsWith("weir; detail=", answer["Cache-Status"]);
        Assert.Empty(proxy.Origin.Requests);
    }

    [Fact]
    public async Task An_absolute_target_goes_to_the_upstream_and_nowhere_else_whatever_Host_says()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        using var client = await proxy.ConnectAsync();
        foreach (var (named, host) in new[] { ("proxy", "proxy"), ("proxy", "evil"), ("evil", "proxy") })
        {
            await client.SendAsync($"GET http://{named}.example/x?y HTTP/1.1\r\nHost: {host}.example\r\n\r\n");
            Assert.Equal("content", (await client.ReadAsync()).Text);
        }

        var request = Assert.Single(proxy.Origin.Requests);
        Assert.Equal(("/x?y", $"127.0.0.1:{proxy.Origin.Port}"), (request.Target, request.Header("Host")));
    }

    [Theory]
    [InlineData("OPTIONS", "0", null)]
    [InlineData("OPTIONS", "7", "6")]
    [InlineData("OPTIONS", "x", "x")]
    [InlineData("GET", "0", "0")]
    public async Task Max_Forwards_bounds_how_far_OPTIONS_goes(string method, string sent, string? gone)
    {
        await using var proxy = new TestProxy();

        var answer = await proxy.GetAsync("/a", $"Max-Forwards: {sent}\r\n", method);

        Assert.Equal(200, answer.Status);
        Assert.Equal(gone, proxy.Origin.Requests.SingleOrDefault()?.Header("Max-Forwards"));
    }

    [Fact]
    public async Task A_loop_ends_with_508()
    {
        await using var proxy = new TestProxy();
        await proxy.GetAsync("/a");
        var via = proxy.Origin.Requests[0].Header("Via");

        Assert.Equal(508, (await proxy.GetAsync("/a", $"Via: 1.0 other, {via}\r\n")).Status);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\nhi")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\nhi")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;\nxx\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://a/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")]
    [InlineData("GET http://a/ HTTP/1.1\r\nHost: a/b\r\n\r\n")]
    public async Task A_request_of_which_others_might_see_two_is_400_and_the_end(string bytes)
    {
        await using var proxy = new TestProxy();

        // What is hidden behind it is never answered.
        var answer = await proxy.ExchangeAsync(bytes + "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (400|501) ", answer);
        Assert.Contains(NotHandled, answer);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Empty(proxy.Origin.Requests);
    }
}
