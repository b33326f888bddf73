using System.Net.Sockets;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Http.Server;

namespace Weir.FunctionalTests.Http.Server;

public sealed class StreamedBodyTests
{
    [Fact]
    public async Task A_body_of_unknown_length_is_chunked()
    {
        var body = new PartsBody().Add("hello"u8.ToArray()).Add(" world"u8.ToArray()).Finish();
        await using var server = Serving(body);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/", "Connection: close\r\n");

        var answer = await client.ReadToEndAsync();

        Assert.Contains("Transfer-Encoding: chunked\r\n", answer);
        Assert.DoesNotContain("Content-Length", answer);
        Assert.EndsWith("\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", answer);
        await body.Disposed.Task;
    }

    [Fact]
    public async Task Its_end_is_the_connection_s_for_http_1_0()
    {
        await using var server = Serving(new PartsBody().Add("hello"u8.ToArray()).Finish());
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

        var answer = await client.ReadToEndAsync();

        Assert.Contains("Connection: close\r\n", answer);
        Assert.EndsWith("\r\n\r\nhello", answer);
    }

    [Fact]
    public async Task A_known_length_needs_no_chunks_and_keeps_the_connection()
    {
        await using var server = new TestServer(exchange =>
        {
            exchange.Start(200);
            exchange.SetStream(new PartsBody(5).Add("he"u8.ToArray()).Add("llo"u8.ToArray()).Finish());
            return ValueTask.CompletedTask;
        });
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        for (var i = 0; i < 3; i++)
        {
            await client.GetAsync("/");
            Assert.Equal("hello", (await client.ReadAsync()).Text);
        }
    }

    [Fact]
    public async Task Head_and_first_part_arrive_before_the_rest_is_there()
    {
        var body = new PartsBody(10);
        await using var server = Serving(body);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        await client.ReadHeadOfAsync();

        body.Add("01234"u8.ToArray());
        Assert.Equal("01234", Encoding.ASCII.GetString(await client.ReadBodyAsync(5)));
        body.Add("56789"u8.ToArray()).Finish();
        Assert.Equal("56789", Encoding.ASCII.GetString(await client.ReadBodyAsync(5)));
        await body.Disposed.Task;
    }

    [Fact]
    public async Task A_body_that_fails_resets_the_connection()
    {
        var body = new PartsBody { Fails = true };
        await using var server = Serving(body);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/");
        await client.ReadHeadOfAsync();
        body.Add("part"u8.ToArray());
        Assert.Equal("4\r\npart", Encoding.ASCII.GetString(await client.ReadBodyAsync(7)));
        body.Finish();

        await client.ReadUntilResetAsync();
        Assert.Equal(
            ExchangeOutcome.AbortedByServer,
            server.Results.Take(TestContext.Current.CancellationToken).Outcome
        );
        await body.Disposed.Task;
    }

    [Fact]
    public async Task A_slow_client_takes_no_more_than_the_kernel_holds()
    {
        var body = new PartsBody();
        await using var server = Serving(body);
        using var client = await RawClient.ConnectAsync(server.EndPoint, receiveBuffer: 4096);
        await client.GetAsync("/");
        await client.ReadHeadOfAsync();
        var part = new byte[64 * 1024];
        for (var i = 0; i < 1024; i++)
            body.Add(part);

        // What it takes before it stops is the business of the kernel's buffers, which are far below the 64 MiB.
        var taken = -1L;
        while (taken != (taken = Interlocked.Read(ref body.Taken)))
            await Task.Delay(
                TimeSpan.FromMilliseconds(100),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        Assert.InRange(taken, 0, 32 * 1024 * 1024);

        client.Socket.LingerState = new LingerOption(true, 0);
        client.Dispose();
        await body.Disposed.Task;
        Assert.Equal(
            ExchangeOutcome.AbortedByClient,
            server.Results.Take(TestContext.Current.CancellationToken).Outcome
        );
    }

    [Fact]
    public async Task Head_gets_no_body_and_the_body_is_let_go()
    {
        var body = new PartsBody(5).Add("hello"u8.ToArray()).Finish();
        await using var server = Serving(body);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.GetAsync("/", method: "HEAD");

        Assert.Equal("5", (await client.ReadAsync(toHead: true))["Content-Length"]);
        await body.Disposed.Task;
        Assert.Equal(0, body.Taken);
    }

    private static TestServer Serving(PartsBody body) =>
        new(exchange =>
        {
            exchange.Start(200);
            exchange.SetStream(body);
            return ValueTask.CompletedTask;
        });
}
