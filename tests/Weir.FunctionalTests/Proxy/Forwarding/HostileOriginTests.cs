using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Proxy.Forwarding;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

/// <summary>What a hostile origin can do to clients that asked for something else.</summary>
public sealed class HostileOriginTests
{
    private const string Forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";

    [Theory]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue" + Forged)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n" + Forged)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\ntrue" + Forged)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue" + Forged)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n0\r\n\r\n" + Forged)]
    public async Task Bytes_that_nobody_asked_for_go_to_nobody(string method, string answer)
    {
        using var origin = new KeepingOrigin(number =>
            number == 0 ? answer : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue"
        );
        await using var proxy = new TestProxy(change: options => options with { Upstreams = [origin.Address] });

        await proxy.GetAsync("/a", method: method);
        // What came behind the answer may come a moment later.
        for (var i = 0; i < 3; i++)
            Assert.Equal("true", (await proxy.GetAsync("/b" + i)).Text);
    }

    [Fact]
    public async Task Endless_interim_answers_are_no_answer()
    {
        var flood = string.Concat(Enumerable.Repeat("HTTP/1.1 103 E\r\n\r\n", 100_001));
        await using var proxy = new TestProxy(_ => Raw(flood + Forged));

        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a");
        RawAnswer answer;
        do answer = await client.ReadAsync();
        while (answer.Status == 103);

        Assert.Equal(502, answer.Status);
        Assert.StartsWith("weir; error=http_protocol_error", answer["Proxy-Status"]);
    }

    [Theory]
    [InlineData(70_000, 1)]
    [InlineData(1, 1000)]
    public async Task A_head_beyond_its_limits_is_502(int length, int count)
    {
        var fields = string.Concat(Enumerable.Repeat($"X-A: {new string('x', length)}\r\n", count));
        await using var proxy = new TestProxy(_ => Raw("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 0\r\n\r\n"));

        Assert.Equal(502, (await proxy.GetAsync("/a")).Status);
        Assert.Equal(0, proxy.Server.Status.Entries);
    }

    [Theory]
    [InlineData("Location: /a\0b")]
    [InlineData("Location: /a\rX: y")]
    [InlineData("X-A: \u007f")]
    public async Task A_value_that_splits_a_head_is_502(string field)
    {
        await using var proxy = new TestProxy(_ => Raw($"HTTP/1.1 302 X\r\n{field}\r\nContent-Length: 0\r\n\r\n"));

        Assert.Equal(502, (await proxy.GetAsync("/a")).Status);
    }

    [Fact]
    public async Task Trailers_change_no_field_and_are_not_stored()
    {
        await using var proxy = new TestProxy(_ =>
            Raw(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "4\r\ntrue\r\n0\r\nX-A: 2\r\nSet-Cookie: a=b\r\nCache-Control: max-age=9999\r\n\r\n"
            )
        );
        using (var first = await proxy.ConnectAsync())
        {
            await first.GetAsync("/a", "Connection: close\r\n");
            Assert.DoesNotContain("Set-Cookie", await first.ReadToEndAsync());
        }

        await proxy.WaitUntilAsync(status => status.Entries == 1);
        var hit = await proxy.GetAsync("/a");

        Assert.StartsWith("weir; hit", hit["Cache-Status"]);
        Assert.Equal(("1", null, "max-age=60"), (hit["X-A"], hit["Set-Cookie"], hit["Cache-Control"]));
    }

    [Theory]
    [InlineData("Content-Range: bytes 0-3/8\r\n")]
    [InlineData("Content-Range: bytes 0-3/4\r\n")]
    [InlineData("")]
    public async Task A_part_that_nobody_asked_for_is_never_taken_for_the_whole(string range)
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0
                ? Raw($"HTTP/1.1 206 X\r\nCache-Control: max-age=60\r\n{range}Content-Length: 4\r\n\r\nhalf")
                : With("Cache-Control: max-age=60")
        );
        await proxy.GetAsync("/a");

        var next = await proxy.GetAsync("/a");

        Assert.Equal((200, "content"), (next.Status, next.Text));
    }

    [Fact]
    public async Task Content_Range_of_a_whole_is_not_believed()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60", "Content-Range: bytes 0-6/9"));
        Assert.Null((await proxy.GetAsync("/a"))["Content-Range"]);

        var part = await proxy.GetAsync("/a", "Range: bytes=1-2\r\n");

        Assert.Equal((206, "on", "bytes 1-2/7"), (part.Status, part.Text, part["Content-Range"]));
    }

    /// <summary>Sends what it is told for each head that comes, and goes on with the same connection.</summary>
    private sealed class KeepingOrigin : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<int, string> _answer;
        private int _requests;

        public KeepingOrigin(Func<int, string> answer)
        {
            _answer = answer;
            _listener.Start();
            Assert.True(UpstreamAddress.TryParse($"http://{_listener.LocalEndpoint}", out var address, out _));
            Address = address;
            _ = AcceptAsync();
        }

        public UpstreamAddress Address { get; }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using (client)
            {
                var stream = client.GetStream();
                var text = "";
                var buffer = new byte[4096];
                try
                {
                    while (await stream.ReadAsync(buffer) is var read and > 0)
                    {
                        text += Encoding.Latin1.GetString(buffer, 0, read);
                        if (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                            continue;
                        text = "";
                        var number = Interlocked.Increment(ref _requests) - 1;
                        await stream.WriteAsync(Encoding.Latin1.GetBytes(_answer(number)));
                    }
                }
                catch (IOException)
                {
                    // The proxy has ended the connection, as it should.
                }
            }
        }
    }
}
