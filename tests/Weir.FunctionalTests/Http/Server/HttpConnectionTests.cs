using System.Net.Sockets;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Http.Server;

namespace Weir.FunctionalTests.Http.Server;

public sealed class HttpConnectionTests
{
    [Fact]
    public async Task Request_that_comes_byte_by_byte_is_answered()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        foreach (var c in "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            await client.SendAsync(c.ToString());
        Assert.Equal("/slow\n", (await client.ReadAsync()).Text);
    }

    [Fact]
    public async Task A_hundred_pipelined_requests_are_answered_in_order()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(
            string.Concat(Enumerable.Range(0, 100).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n"))
        );
        for (var i = 0; i < 100; i++)
            Assert.Equal($"/{i}\n", (await client.ReadAsync()).Text);
    }

    [Fact]
    public async Task Pipelined_requests_keep_their_order_when_handlers_complete_later()
    {
        await using var server = new TestServer(async exchange =>
        {
            await Task.Yield();
            await TestServer.Echo(exchange);
        });
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(
            string.Concat(Enumerable.Range(0, 100).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n"))
        );
        for (var i = 0; i < 100; i++)
            Assert.Equal($"/{i}\n", (await client.ReadAsync()).Text);
    }

    [Fact]
    public async Task Connection_is_kept_between_requests()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        for (var i = 0; i < 3; i++)
        {
            await client.GetAsync($"/{i}");
            var answer = await client.ReadAsync();
            Assert.Equal($"/{i}\n", answer.Text);
            Assert.Null(answer["Connection"]);
        }

        Assert.Equal(1, server.Http.Connections);
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /a HTTP/1.0\r\n\r\n")]
    public async Task Connection_ends_when_the_client_wants_it_so(string request)
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(request);
        var answer = await client.ReadAsync();
        Assert.Equal("close", answer["Connection"]);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Http_1_0_keeps_the_connection_on_demand()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            Assert.Equal("keep-alive", (await client.ReadAsync())["Connection"]);
        }
    }

    [Fact]
    public async Task Head_gets_the_fields_without_the_body()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/abc", method: "HEAD");
        await client.GetAsync("/next");
        Assert.Equal("5", (await client.ReadAsync(toHead: true))["Content-Length"]);
        Assert.Equal("/next\n", (await client.ReadAsync()).Text);
    }

    [Fact]
    public async Task Client_that_finishes_sending_still_gets_its_answer()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/half");
        client.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("/half\n", (await client.ReadAsync()).Text);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Handler_that_throws_is_answered_by_500_and_reported()
    {
        await using var server = new TestServer(_ => throw new InvalidOperationException("bug"));
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        Assert.Equal(500, (await client.ReadAsync()).Status);
        Assert.Equal("bug", Assert.Single(server.Faults).Message);
    }

    [Fact]
    public async Task Handler_that_throws_later_is_answered_by_500_too()
    {
        await using var server = new TestServer(async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("bug");
        });
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        Assert.Equal(500, (await client.ReadAsync()).Status);
    }

    [Fact(Timeout = 180_000)]
    public async Task Handler_learns_that_its_client_left()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new TestServer(async exchange =>
        {
            using var registration = exchange.Aborted.Register(left.SetResult);
            begun.SetResult();
            await left.Task;
            exchange.Respond(200, "too late");
        });
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        await begun.Task;
        client.Socket.LingerState = new LingerOption(true, 0);
        client.Socket.Close();
        await left.Task;
        Assert.Equal(
            ExchangeOutcome.AbortedByClient,
            server.Results.Take(TestContext.Current.CancellationToken).Outcome
        );
    }

    [Fact]
    public async Task Body_is_given_to_a_handler_that_wants_it()
    {
        await using var server = new TestServer(
            exchange =>
            {
                exchange.Respond(200, Encoding.Latin1.GetString(exchange.RequestBody.Span));
                return ValueTask.CompletedTask;
            },
            maxBody: 100
        );
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        await client.SendAsync(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        );
        Assert.Equal("hello\n", (await client.ReadAsync()).Text);
        Assert.Equal("abcde\n", (await client.ReadAsync()).Text);
    }

    [Fact]
    public async Task Body_that_nobody_wants_is_read_over()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        await client.GetAsync("/2");
        Assert.Equal("/1\n", (await client.ReadAsync()).Text);
        Assert.Equal("/2\n", (await client.ReadAsync()).Text);
    }

    [Theory]
    [InlineData("Content-Length: 101\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n65\r\n")]
    public async Task Body_that_is_too_large_gets_413_and_the_connection_ends(string rest)
    {
        await using var server = new TestServer(TestServer.Echo, maxBody: 100);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("POST /1 HTTP/1.1\r\nHost: a\r\n" + rest + new string('x', 101));
        Assert.Equal(413, (await client.ReadAsync()).Status);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(0, server.Handled);
    }

    [Fact]
    public async Task Expectation_is_met_before_the_body_is_sent()
    {
        await using var server = new TestServer(TestServer.Echo, maxBody: 100);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await client.ReadAsync()).Status);
        await client.SendAsync("hello");
        Assert.Equal("/1\n", (await client.ReadAsync()).Text);
    }

    [Fact]
    public async Task Expectation_for_a_body_that_nobody_wants_gets_the_final_answer_at_once()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        var answer = await client.ReadAsync();
        Assert.Equal(200, answer.Status);
        Assert.Equal("close", answer["Connection"]);
    }

    [Fact]
    public async Task Connection_beyond_the_limit_gets_503()
    {
        await using var server = new TestServer(TestServer.Echo, new HttpServerOptions { MaxConnections = 2 });
        using var first = await RawClient.ConnectAsync(server.EndPoint);
        using var second = await RawClient.ConnectAsync(server.EndPoint);
        await first.GetAsync("/");
        await first.ReadAsync();
        await second.GetAsync("/");
        await second.ReadAsync();
        using var third = await RawClient.ConnectAsync(server.EndPoint);
        Assert.Equal(503, (await third.ReadAsync()).Status);
        Assert.Equal("", await third.ReadToEndAsync());
    }

    [Fact]
    public async Task Two_hundred_clients_are_answered_at_once()
    {
        await using var server = new TestServer(TestServer.Echo);
        await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(async i =>
                {
                    using var client = await RawClient.ConnectAsync(server.EndPoint);
                    for (var n = 0; n < 5; n++)
                    {
                        await client.GetAsync($"/{i}-{n}");
                        Assert.Equal($"/{i}-{n}\n", (await client.ReadAsync()).Text);
                    }
                })
        );
    }
}
