using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Http.Server;

namespace Weir.FunctionalTests.Http.Server;

public sealed class RefusalTests
{
    private const string Next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

    public static TheoryData<string> Hazards =>
        [
            // 1 to 7 of the smuggling hazards: framing that two readers may read in two ways.
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0 0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity, chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            // 8 and 9: chunks.
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;\nxx\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\nab\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\nab\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
            // 11: line ends and names.
            "GET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX y: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nXy\r\n\r\n",
            // Beyond: hosts, versions, methods.
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
            "G<T / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        ];

    [Theory]
    [MemberData(nameof(Hazards))]
    public async Task Hazard_is_refused_and_nothing_behind_it_is_answered(string request)
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(request + Next);
        var answer = await client.ReadAsync();
        Assert.InRange(answer.Status, 400, 505);
        Assert.Equal("close", answer["Connection"]);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(0, server.Handled);
    }

    [Theory]
    [InlineData(414, "GET /", 17_000, " HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData(431, "GET / HTTP/1.1\r\nHost: a\r\nX: ", 70_000, "\r\n\r\n")]
    public async Task Head_beyond_its_limits_is_refused_in_a_way_the_client_sees(
        int status,
        string start,
        int length,
        string end
    )
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(start + new string('x', length) + end + Next);
        Assert.Equal(status, (await client.ReadAsync()).Status);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost:", 408)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", 413)]
    [InlineData("GET /fault HTTP/1.1\r\nHost: a\r\n\r\n", 500)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200)]
    public async Task What_the_server_answers_by_itself_and_nothing_else_has_the_field_of_its_owner(
        string request,
        int status
    )
    {
        var options = HttpServerOptions.Default with
        {
            HeadTimeout = TimeSpan.FromSeconds(1),
            OwnField = new FixedField("X-Own"u8.ToArray(), "1"),
        };
        await using var server = new TestServer(
            exchange =>
                exchange.Head.Target.SequenceEqual("/fault"u8)
                    ? throw new InvalidOperationException()
                    : TestServer.Echo(exchange),
            options
        );
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(request);

        var answer = await client.ReadAsync();

        Assert.Equal((status, status == 200 ? null : "1"), (answer.Status, answer["X-Own"]));
    }

    [Fact]
    public async Task A_thousand_fields_are_refused()
    {
        await using var server = new TestServer(TestServer.Echo);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        var fields = new StringBuilder();
        for (var i = 0; i < 1000; i++)
            fields.Append($"X{i}: y\r\n");
        await client.GetAsync("/", fields.ToString());
        Assert.Equal(431, (await client.ReadAsync()).Status);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: ")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n")]
    public async Task Requests_that_do_not_end_take_no_more_memory_than_there_is(string start)
    {
        var limits = HttpServerOptions.Default with { MaxRequestMemory = 100_000 };
        await using var server = new TestServer(TestServer.Echo, limits, maxBody: 60_000);
        var begun = start + new string('x', 40_000);
        using (var first = await RawClient.ConnectAsync(server.EndPoint))
        {
            await first.SendAsync(begun);
            using var second = await RawClient.ConnectAsync(server.EndPoint);
            await second.SendAsync(begun);

            // One of them; which one is a race.
            var refused = await Task.WhenAny(first.ReadAsync(), second.ReadAsync());
            Assert.Equal(503, (await refused).Status);
        }

        // What they held comes back, and who needs little is not told of it.
        using var third = await RawClient.ConnectAsync(server.EndPoint);
        await third.SendAsync(Next);
        Assert.Equal(200, (await third.ReadAsync()).Status);
        await Eventually.HoldsAsync(() => server.Http.RequestMemory.Held == 0);
    }
}
