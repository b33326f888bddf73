using System.Text;
using Weir.Http.Fields;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Forwarding;

/// <summary>What a hostile client can do to others through what is stored; framing is in <see cref="RequestTests"/>.</summary>
public sealed class HostileClientTests
{
    [Fact]
    public async Task No_field_that_the_key_does_not_have_reaches_an_origin_that_believes_it()
    {
        string[] fields =
        [
            "Forwarded: host=evil.example",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Port: 1",
            "X-Forwarded-Scheme: evil",
            "X-Forwarded-Prefix: /evil",
            "X-Forwarded-Server: evil.example",
            "X-Original-URL: /evil",
            "X-Original-Host: evil.example",
            "X-Rewrite-URL: /evil",
            "X-HTTP-Method-Override: DELETE",
            "X-Host: evil.example",
            "Front-End-Https: on",
            "Proxy: http://evil.example",
            // The same to whoever reads them as variables.
            "X_Forwarded_Host: evil.example",
            "X-Forwarded_For: 10.0.0.1",
            "X_HTTP_Method_Override: DELETE",
            "Content_Length: 9",
            "Transfer_Encoding: chunked",
        ];
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));

        await proxy.GetAsync("/a", string.Concat(fields.Select(field => field + "\r\n")));

        var request = Assert.Single(proxy.Origin.Requests);
        Assert.All(fields, field => Assert.Null(request.Header(field.Split(':')[0])));
    }

    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/a//b")]
    [InlineData("/%2e%2e/b")]
    [InlineData("/a%2fb")]
    [InlineData("/a%2Fb")]
    [InlineData("/%61")]
    [InlineData("/a;x=1")]
    [InlineData("/a?x=1;y=2")]
    [InlineData("/a?x=1&y=2")]
    [InlineData("/a?y=2&x=1")]
    [InlineData("/a?x=1&x=2")]
    [InlineData("/a%0d%0aX:%20y")]
    public async Task What_is_asked_for_is_what_goes_on_and_what_it_is_stored_by(string target)
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        string[] others = ["/a", "/b", "/a/b", "/a%2fB", "/a?x=1"];
        foreach (var other in others)
            await proxy.GetAsync(other);

        await proxy.GetAsync(target);

        Assert.Equal(others.Length + 1, proxy.Origin.Requests.Count);
        Assert.Equal(target, proxy.Origin.Requests[^1].Target);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(413)]
    [InlineData(431)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task An_error_that_one_client_provokes_is_not_for_others(int status)
    {
        await using var proxy = new TestProxy(request =>
            request.Header("X-Odd") is null
                ? With("Cache-Control: max-age=60")
                : Raw(
                    $"HTTP/1.1 {status} X\r\nETag: \"e\"\r\nLast-Modified: Fri, 01 Jan 2016 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n"
                )
        );

        Assert.Equal(status, (await proxy.GetAsync("/a", "X-Odd: 1\r\n")).Status);

        Assert.Equal(200, (await proxy.GetAsync("/a")).Status);
    }

    [Theory]
    [InlineData("Accept-Encoding: ;;;q=,,\r\n")]
    [InlineData("Accept: \"\r\n")]
    [InlineData("Cookie: a=b\r\n")]
    [InlineData("If-Modified-Since: yesterday\r\n")]
    public async Task A_malformed_field_does_not_keep_a_request_from_the_store(string field)
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        await proxy.GetAsync("/a");

        Assert.StartsWith("weir; hit", (await proxy.GetAsync("/a", field))["Cache-Status"]);
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task Variants_of_one_resource_are_bounded()
    {
        await using var proxy = new TestProxy(
            _ => With("Cache-Control: max-age=60", "Vary: X-Odd"),
            change: options => options with { Store = options.Store with { MostVariants = 4 } }
        );

        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 40; i++)
        {
            await client.GetAsync("/a", $"X-Odd: {i}\r\n");
            await client.ReadAsync();
        }

        Assert.InRange(proxy.Server.Status.Entries, 1, 4);
    }

    [Theory]
    [InlineData("Accept-Language", "Connection: Accept-Language\r\n")]
    [InlineData("X-Odd", "Connection: close, x-odd\r\n")]
    public async Task What_a_client_keeps_from_the_origin_chooses_no_answer_for_others(string name, string hides)
    {
        await using var proxy = new TestProxy(request =>
            With("Cache-Control: max-age=60", $"Vary: {name}") with
            {
                Content = Encoding.ASCII.GetBytes(request.Header(name) ?? "none"),
                NoETag = true,
            }
        );

        Assert.Equal("none", (await proxy.GetAsync("/a", $"{name}: fr\r\n{hides}")).Text);

        Assert.Equal("fr", (await proxy.GetAsync("/a", $"{name}: fr\r\n")).Text);
        Assert.Equal("none", (await proxy.GetAsync("/a")).Text);
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task Fields_that_do_not_go_on_make_no_variants()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60", "Vary: Host, X-Forwarded-Host"));

        for (var i = 0; i < 3; i++)
            await proxy.GetAsync("/a", $"X-Forwarded-Host: {i}.example\r\n");

        Assert.Single(proxy.Origin.Requests);
    }

    [Theory]
    [InlineData("X-Forwarded-For", 1, 2)]
    [InlineData("X-Odd", VaryField.MostNames, 1)]
    [InlineData("X-Odd", VaryField.MostNames + 1, 2)]
    public async Task What_no_other_request_is_known_to_fit_is_not_stored(string name, int names, int requests)
    {
        var vary = string.Join(", ", Enumerable.Range(0, names).Select(i => i == 0 ? name : $"{name}-{i}"));
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60", $"Vary: {vary}"));

        await proxy.GetAsync("/a");
        await proxy.GetAsync("/a");

        Assert.Equal(requests, proxy.Origin.Requests.Count);
    }

    [Theory]
    [InlineData("X-Nothing: said", false)]
    [InlineData("Last-Modified: Fri, 01 Jan 2016 00:00:00 GMT|Set-Cookie: id=1", false)]
    [InlineData("Cache-Control: max-age=60, private", false)]
    [InlineData("Cache-Control: max-age=60", true)]
    public async Task No_extension_makes_a_page_public(string fields, bool isStored)
    {
        await using var proxy = new TestProxy(_ => With(fields.Split('|')) with { NoETag = true });
        string[] targets = ["/account/x.css", "/account;x.css", "/account%0ax.css", "/static/..%2faccount.png"];
        foreach (var target in targets.Concat(targets))
            await proxy.GetAsync(target);

        Assert.Equal(isStored ? targets.Length : 2 * targets.Length, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task A_thousand_ranges_are_answered_with_the_whole_once()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        var ranges = string.Join(',', Enumerable.Repeat("0-", 1000));

        for (var i = 0; i < 2; i++)
        {
            var answer = await proxy.GetAsync("/a", $"Range: bytes={ranges}\r\n");
            Assert.Equal((200, "content"), (answer.Status, answer.Text));
        }

        Assert.Null(Assert.Single(proxy.Origin.Requests).Header("Range"));
    }

    [Theory]
    [InlineData("bytes=0-18446744073709551616")]
    [InlineData("bytes=18446744073709551616-")]
    [InlineData("bytes=-18446744073709551616")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=+0-1")]
    public async Task A_range_beyond_all_numbers_breaks_nothing(string range)
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        for (var i = 0; i < 2; i++)
            Assert.True((await proxy.GetAsync("/a", $"Range: {range}\r\n")).Status is 200 or 206 or 416);

        var whole = await proxy.GetAsync("/a");

        Assert.Equal((200, "content"), (whole.Status, whole.Text));
    }

    [Fact]
    public async Task A_client_s_trailers_do_not_go_on()
    {
        await using var proxy = new TestProxy();
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n2\r\nhi\r\n0\r\nX-Late: 1\r\nContent-Length: 9\r\n\r\n"
        );

        Assert.Equal(200, (await client.ReadAsync()).Status);
        var request = Assert.Single(proxy.Origin.Requests);
        Assert.Equal("hi", Encoding.ASCII.GetString(request.Body.Span));
        Assert.Equal((null, null), (request.Header("X-Late"), request.Header("Trailer")));
        Assert.Equal("2", request.Header("Content-Length"));
    }

    [Fact]
    public async Task Nobody_purges_over_the_data_port()
    {
        await using var proxy = new TestProxy(request =>
            request.Method == "GET" ? With("Cache-Control: max-age=60") : new Misbehaviour { Status = 405 }
        );
        await proxy.GetAsync("/a");

        Assert.Equal(405, (await proxy.GetAsync("/a", method: "PURGE")).Status);
        Assert.Equal(405, (await proxy.GetAsync("/cache?prefix=/", method: "DELETE")).Status);

        Assert.StartsWith("weir; hit", (await proxy.GetAsync("/a"))["Cache-Status"]);
    }

    [Fact]
    public async Task What_HTTP_2_begins_with_is_refused()
    {
        await using var proxy = new TestProxy();

        var answer = await proxy.ExchangeAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (400|505) ", answer);
        Assert.Empty(proxy.Origin.Requests);
    }
}
