using Weir.Proxy.Forwarding;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

public sealed class UpstreamFaultTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";

    [Theory]
    [InlineData(Ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")]
    [InlineData(Ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData(Ok + "Content-Length: 3, 3\r\n\r\nabc")]
    [InlineData(Ok + "Content-Length: +3\r\n\r\nabc")]
    [InlineData(Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData(Ok + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData(Ok + "X-A: b\nX-C: d\r\n\r\n")]
    [InlineData(Ok + "X-A: b\0\r\n\r\n")]
    [InlineData(Ok + " folded\r\n\r\n")]
    [InlineData("HTTP/1.1 999 What\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("")]
    public async Task A_head_that_cannot_be_trusted_is_502_and_never_stored(string answer)
    {
        await using var proxy = new TestProxy(_ => Raw(answer));

        for (var i = 0; i < 2; i++)
        {
            var refused = await proxy.GetAsync("/a");
            Assert.Equal(502, refused.Status);
            Assert.Matches("^weir; error=(http_protocol_error|connection_terminated)", refused["Proxy-Status"]);
            Assert.Equal("weir; fwd=uri-miss; key=\"/a\"", refused["Cache-Status"]);
        }

        Assert.Equal(2, proxy.Origin.Requests.Count);
        Assert.Equal(0, proxy.Server.Status.Entries);
    }

    [Theory]
    [InlineData(Ok + "Content-Length: 10\r\n\r\nabc")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0x2\r\n")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n3;\nabc\r\n0\r\n\r\n")]
    public async Task A_body_that_breaks_off_resets_the_client_and_is_never_stored(string answer)
    {
        await using var proxy = new TestProxy(_ => Raw(answer));

        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a");
        await client.ReadUntilResetAsync();

        await proxy.WaitUntilAsync(status => status is { Entries: 0, Memory.Bytes: 0 });
        using var second = await proxy.ConnectAsync();
        await second.GetAsync("/a");
        await second.ReadUntilResetAsync();
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task Bytes_behind_an_answer_are_nobody_s_answer()
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0
                ? With("Cache-Control: no-store") with
                {
                    ExtraBytes = 50,
                }
                : With("Cache-Control: no-store")
        );

        for (var i = 0; i < 3; i++)
            Assert.Equal("content", (await proxy.GetAndKeepAsync("/a")).Text);
        Assert.Equal(2, proxy.Origin.ConnectionCount);
    }

    [Fact]
    public async Task An_origin_that_is_not_there_is_502()
    {
        await using var proxy = new TestProxy();
        await proxy.Origin.StopAsync();

        var answer = await proxy.GetAsync("/a");

        Assert.Equal(502, answer.Status);
        Assert.StartsWith("weir; error=connection_refused", answer["Proxy-Status"]);
        Assert.Equal("no-store", answer["Cache-Control"]);
        await proxy.WaitUntilAsync(status => status.Failed == 1);
    }

    [Fact]
    public async Task An_origin_that_says_nothing_is_504()
    {
        await using var proxy = new TestProxy(
            _ => Misbehaviour.NoAnswer,
            change: options =>
                options with
                {
                    UpstreamOptions = new UpstreamOptions { HeadTimeout = TimeSpan.FromMilliseconds(50) },
                }
        );
        var answer = await proxy.Time.AdvanceUntilAsync(proxy.GetAsync("/a"), TimeSpan.FromSeconds(1));

        Assert.Equal(504, answer.Status);
        Assert.StartsWith("weir; error=connection_read_timeout", answer["Proxy-Status"]);
    }

    [Fact]
    public async Task Connections_upstream_are_kept_and_replaced_when_the_origin_has_closed_them()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: no-store"));
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await proxy.GetAndKeepAsync("/a")).Status);
        Assert.Equal(1, proxy.Origin.ConnectionCount);

        proxy.Origin.ResetConnections();
        Assert.Equal(200, (await proxy.GetAsync("/a")).Status);
        Assert.Equal(2, proxy.Origin.ConnectionCount);
    }

    [Fact]
    public async Task What_is_stored_is_served_without_the_origin()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        await proxy.GetAsync("/a");
        await proxy.Origin.StopAsync();

        Assert.Equal("content", (await proxy.GetAsync("/a")).Text);
    }
}
