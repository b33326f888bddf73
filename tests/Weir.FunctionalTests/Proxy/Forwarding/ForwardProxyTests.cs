using System.Net;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Http.Messages;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

public sealed class ForwardProxyTests : IAsyncDisposable
{
    private readonly MisbehavingOrigin _one = new("one"u8.ToArray(), _ => With("Cache-Control: max-age=60"));
    private readonly MisbehavingOrigin _two = new("two"u8.ToArray(), _ => With("Cache-Control: max-age=60"));

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Requests_go_where_they_say_and_are_stored_by_it()
    {
        await using var proxy = New("127.0.0.1:*");

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("one", (await AskAsync(proxy, $"http://127.0.0.1:{_one.Port}/a?b")).Text);
            Assert.Equal("two", (await AskAsync(proxy, $"http://127.0.0.1:{_two.Port}/a?b")).Text);
        }

        var request = Assert.Single(_one.Requests);
        Assert.Equal("/a?b", request.Target);
        Assert.Equal($"127.0.0.1:{_one.Port}", request.Header("Host"));
        Assert.StartsWith("1.1 weir-", request.Header("Via"), StringComparison.Ordinal);
        // Who asks is nobody's business.
        Assert.Null(request.Header("X-Forwarded-For"));
        Assert.Single(_two.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1:1")] // another port
    [InlineData("127.0.0.2:*")] // another address
    [InlineData("*:*")] // all public ones, of which this is none
    [InlineData("example.org:*")]
    public async Task Elsewhere_it_does_not_go(string allowed)
    {
        await using var proxy = New(allowed);

        Assert.Equal(403, (await AskAsync(proxy, $"http://127.0.0.1:{_one.Port}/a")).Status);

        Assert.Empty(_one.Requests);
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_does_not_lead_there()
    {
        await using var proxy = New("*:*");

        var answer = await AskAsync(proxy, $"http://localhost:{_one.Port}/a");

        Assert.Equal(403, answer.Status);
        Assert.Contains("destination_ip_prohibited", answer["Proxy-Status"], StringComparison.Ordinal);
        Assert.Empty(_one.Requests);
    }

    [Theory]
    [InlineData("127.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1.")]
    [InlineData("localhost.")]
    [InlineData("LOCALHOST")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::127.0.0.1]")]
    public async Task However_this_machine_is_written_it_does_not_lead_there(string host)
    {
        await using var proxy = New("*:*");
        using var client = await proxy.ConnectAsync();
        var authority = $"{host}:{_one.Port}";

        await client.SendAsync($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        Assert.InRange((await client.ReadAsync()).Status, 400, 502);
        Assert.InRange((await AskAsync(proxy, $"http://{authority}/a")).Status, 400, 502);

        Assert.Equal((0, 0), (_one.ConnectionCount, _one.Requests.Count));
    }

    [Fact]
    public async Task A_name_that_stands_for_this_machine_leads_there_when_it_is_named()
    {
        await using var proxy = New("localhost:*");

        Assert.Equal("one", (await AskAsync(proxy, $"http://localhost:{_one.Port}/a")).Text);
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET https://127.0.0.1/a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET http://127.0.0.1/a HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://127.0.0.1/a HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET http://127.0.0.1/a HTTP/1.1\r\nHost: a@b\r\n\r\n")]
    [InlineData("GET http://user@127.0.0.1/a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET ftp://127.0.0.1/a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    public async Task What_names_no_server_is_refused(string request)
    {
        await using var proxy = New("127.0.0.1:*");
        using var client = await proxy.ConnectAsync();

        Assert.Equal(400, (await (await client.SendAsync(request)).ReadAsync()).Status);
    }

    [Fact]
    public async Task Host_has_no_part_in_where_a_request_goes_and_what_it_is_stored_by()
    {
        await using var proxy = New($"127.0.0.1:{_one.Port}");

        foreach (var host in (string[])["evil.example", $"127.0.0.1:{_two.Port}", $"127.0.0.1:{_one.Port}"])
            Assert.Equal("one", (await AskAsync(proxy, $"http://127.0.0.1:{_one.Port}/a", host)).Text);
        Assert.Equal(
            403,
            (await AskAsync(proxy, $"http://127.0.0.1:{_two.Port}/a", host: $"127.0.0.1:{_one.Port}")).Status
        );

        Assert.Equal($"127.0.0.1:{_one.Port}", Assert.Single(_one.Requests).Header("Host"));
        Assert.Empty(_two.Requests);
    }

    [Theory]
    [InlineData("evil.example", 1)]
    [InlineData("127.0.0.1:{0}", 2)]
    public async Task Host_is_no_name_by_which_an_answer_takes_away_what_is_stored(string named, int fetched)
    {
        var url = $"http://127.0.0.1:{_one.Port}/a";
        _one.Behave = request =>
            request.Method == "GET"
                ? With("Cache-Control: max-age=60")
                : With($"Location: http://{named.Replace("{0}", $"{_one.Port}", StringComparison.Ordinal)}/a");
        await using var proxy = New("127.0.0.1:*");
        await AskAsync(proxy, url);

        await AskAsync(proxy, $"http://127.0.0.1:{_one.Port}/b", "evil.example", "POST");
        await AskAsync(proxy, url);

        Assert.Equal(fetched, _one.Requests.Count(request => request.Method == "GET"));
    }

    [Fact]
    public async Task What_an_origin_tells_its_own_caches_is_not_for_this_one()
    {
        _one.Behave = _ => With("Cache-Control: no-store", "CDN-Cache-Control: max-age=60");
        await using var proxy = New("127.0.0.1:*");
        var url = $"http://127.0.0.1:{_one.Port}/a";

        var answer = await AskAsync(proxy, url);
        await AskAsync(proxy, url);

        Assert.Equal(2, _one.Requests.Count);
        Assert.Null(answer["CDN-Cache-Control"]);
    }

    [Fact]
    public async Task More_sites_than_it_remembers_are_served_all_the_same()
    {
        await using var proxy = New("127.0.0.0/8:*");
        for (var i = 0; i < 300; i++)
            Assert.Equal("one", (await AskAsync(proxy, $"http://127.0.0.1:{_one.Port}/{i}")).Text);
        for (var i = 1; i <= 300; i++)
            Assert.Equal(502, (await AskAsync(proxy, $"http://127.0.{1 + (i / 200)}.{i % 200}:1/")).Status);
        Assert.Equal("two", (await AskAsync(proxy, $"http://127.0.0.1:{_two.Port}/")).Text);
    }

    [Fact]
    public void A_request_reaches_a_site_that_is_given_up_meanwhile()
    {
        var allowed = new AllowList([Parse("127.0.0.0/8:*")]);
        using var router = new ForwardRouter(allowed, new UpstreamOptions(), TimeProvider.System);
        var route = Find(router, $"http://127.0.0.1:{_one.Port}/a");
        for (var i = 1; i <= ForwardRouter.MostSites; i++)
            Find(router, $"http://127.0.0.2:{1000 + i}/");

        var exchange = route.Site.Send(
            upstream => new HeadWriter().StartRequest("GET"u8, "/a"u8).Field("Host"u8, upstream.Authority).End(),
            [],
            isIdempotent: true,
            toHead: false,
            out var failure
        );

        Assert.Null(failure);
        Assert.Equal(200, exchange!.Status);
        exchange.Return();
        Assert.Equal(0, route.Site.Servers[0].Pool.Busy);
    }

    private static Route Find(ForwardRouter router, string url)
    {
        var written = new HeadWriter().StartRequest("GET"u8, Encoding.ASCII.GetBytes(url));
        var parser = new HeadParser(MessageKind.Request);
        parser.Parse(written.Field("Host"u8, new Uri(url).Authority).End().Written);
        return router.Find(parser.Head, isSecure: false, out _) ?? throw new InvalidOperationException(url);
    }

    private static TestProxy New(params string[] allowed) =>
        new(change: options =>
            options with
            {
                Upstreams = [],
                Allowed = [.. allowed.Select(Parse)],
                Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            }
        );

    private static AllowedHost Parse(string text)
    {
        Assert.True(AllowedHost.TryParse(text, out var allowed, out var problem), problem);
        return allowed;
    }

    private static async Task<RawAnswer> AskAsync(
        TestProxy proxy,
        string url,
        string? host = null,
        string method = "GET"
    )
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"{method} {url} HTTP/1.1\r\nHost: {host ?? new Uri(url).Authority}\r\n\r\n");
        return await client.ReadAsync();
    }
}
