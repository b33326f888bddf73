using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Weir.FunctionalTests.Clients;
using Weir.Proxy.Forwarding.Sites;
using Weir.Proxy.Serving;

namespace Weir.FunctionalTests.Proxy.Forwarding;

/// <summary>CONNECT through a proxy to a server of the test's own.</summary>
public sealed class TunnelTests : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private TestProxy? _proxy;

    public TunnelTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(10);
    }

    private int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    private TestProxy Proxy => _proxy ??= New("127.0.0.1:*", options => options);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Bytes_go_both_ways_and_so_do_both_ends()
    {
        var (client, server) = await OpenAsync(early: "early ");
        using var _ = client;
        using var __ = server;

        await client.SendAsync("hello");
        Assert.Equal("early hello", await TakeAsync(server, "early hello".Length));
        await server.SendAsync("welcome"u8.ToArray());
        Assert.Equal("welcome", Encoding.ASCII.GetString(await client.ReadBodyAsync("welcome".Length)));

        client.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await server.ReceiveAsync(new byte[1]));
        await server.SendAsync("bye"u8.ToArray());
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal("bye", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Much_goes_both_ways_at_once()
    {
        const int Bytes = 8 << 20;
        var (client, server) = await OpenAsync();
        using var _ = client;
        using var __ = server;
        var down = new byte[Bytes];
        new Random(1).NextBytes(down);
        var up = new string('u', Bytes);

        var sent = Task.Run(async () => await server.SendAsync(down));
        var received = Task.Run(() => TakeAsync(server, Bytes));
        var asked = Task.Run(async () => await client.SendAsync(up));

        Assert.Equal(down, await client.ReadBodyAsync(Bytes));
        Assert.Equal(up, await received);
        await Task.WhenAll(sent, asked);
    }

    [Fact]
    public async Task A_reset_is_passed_on()
    {
        var (client, server) = await OpenAsync();
        using var _ = client;
        server.LingerState = new LingerOption(true, 0);
        server.Dispose();

        Assert.Equal(0, await client.ReadUntilResetAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_ends_it()
    {
        var (client, server) = await OpenAsync();
        using var _ = server;
        client.Socket.LingerState = new LingerOption(true, 0);
        client.Dispose();

        await Assert.ThrowsAsync<SocketException>(() => server.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task The_end_of_the_proxy_ends_it()
    {
        var (client, server) = await OpenAsync();
        using var _ = client;
        using var __ = server;

        await Proxy.Server.DisposeAsync();

        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task One_in_which_nothing_moves_is_given_up()
    {
        var (client, server) = await OpenAsync();
        using var _ = client;
        using var __ = server;

        Assert.Equal(0, await Proxy.Time.AdvanceUntilAsync(client.ReadUntilResetAsync(), TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("127.0.0.1", "", 400)]
    [InlineData("127.0.0.1:", "", 400)]
    [InlineData("127.0.0.1:0", "", 400)]
    [InlineData("http://127.0.0.1:1/", "", 400)]
    [InlineData("127.0.0.1:1", "Content-Length: 5\r\n", 400)]
    [InlineData("127.0.0.2:1", "", 403)]
    [InlineData("127.0.0.1:1", "", 502)]
    public async Task What_cannot_be_is_said(string target, string fields, int status)
    {
        using var client = await Proxy.ConnectAsync();

        await client.SendAsync($"CONNECT {target} HTTP/1.1\r\nHost: x\r\n{fields}\r\n12345");

        Assert.Equal(status, (await client.ReadAsync()).Status);
    }

    [Fact]
    public async Task To_where_a_name_leads_must_be_allowed_too()
    {
        await using var proxy = New("*:*", options => options);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync($"CONNECT localhost:{Port} HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.Equal(403, (await client.ReadAsync()).Status);
        Assert.False(_listener.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public async Task The_log_tells_of_it_when_it_has_ended()
    {
        using var folder = new Weir.Testing.Files.TemporaryFolder();
        var path = folder["access.ndjson"];
        var proxy = _proxy = New("127.0.0.1:*", options => options with { AccessLog = path });
        var (client, server) = await OpenAsync();
        await server.SendAsync("12345"u8.ToArray());
        server.Shutdown(SocketShutdown.Send);
        await client.ReadBodyAsync(5);
        client.Socket.Shutdown(SocketShutdown.Send);
        Assert.True(await client.IsClosedAsync());
        client.Dispose();
        server.Dispose();
        await proxy.WaitUntilAsync(status => status.Passed == 1);
        await proxy.DisposeAsync();
        _proxy = null;

        using var entry = JsonDocument.Parse(
            Assert.Single(await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))
        );
        Assert.Equal("CONNECT", entry.RootElement.GetProperty("method").GetString());
        Assert.Equal(200, entry.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(5, entry.RootElement.GetProperty("bytes").GetInt64());
        Assert.Equal("tunnel", entry.RootElement.GetProperty("reason").GetString());
    }

    private static TestProxy New(string allowed, Func<ProxyOptions, ProxyOptions> change)
    {
        Assert.True(AllowedHost.TryParse(allowed, out var host, out var problem), problem);
        return new TestProxy(change: options => change(options with { Upstreams = [], Allowed = [host] }));
    }

    /// <param name="early">What the client sends without waiting for the answer.</param>
    private async Task<(RawClient Client, Socket Server)> OpenAsync(string early = "")
    {
        var client = await Proxy.ConnectAsync();
        await client.SendAsync($"CONNECT 127.0.0.1:{Port} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\n\r\n{early}");
        var server = await _listener.AcceptAsync();
        var answer = await client.ReadAsync();
        Assert.Equal(200, answer.Status);
        Assert.Null(answer["Content-Length"]);
        Assert.Null(answer["Transfer-Encoding"]);
        Assert.Null(answer["Connection"]);
        return (client, server);
    }

    private static async Task<string> TakeAsync(Socket socket, int length)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (text.Length < length && await socket.ReceiveAsync(buffer) is var got and > 0)
            text.Append(Encoding.ASCII.GetString(buffer, 0, got));
        return text.ToString();
    }
}
