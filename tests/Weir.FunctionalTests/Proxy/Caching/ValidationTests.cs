using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

public sealed class ValidationTests
{
    [Fact]
    public async Task A_304_freshens_what_is_stored_and_its_fields()
    {
        await using var proxy = new TestProxy(request =>
            request.Header("If-None-Match") is null
                ? With("Cache-Control: max-age=10", "X-Version: 1")
                : Raw("HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=100\r\nX-Version: 2\r\n\r\n")
        );
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        var validated = await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(50));
        var hit = await proxy.GetAsync("/a");

        Assert.Equal(200, validated.Status);
        Assert.Equal("weir; fwd=stale; fwd-status=304; ttl=100; stored; key=\"/a\"", validated["Cache-Status"]);
        Assert.Equal("0", validated["Age"]);
        Assert.Equal("content", validated.Text);
        Assert.Equal("2", validated["X-Version"]);
        Assert.Equal("weir; hit; ttl=50; key=\"/a\"", hit["Cache-Status"]);
        Assert.Equal("\"weir-test\"", proxy.Origin.Requests[1].Header("If-None-Match"));
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task A_new_response_takes_the_place_of_a_stale_one()
    {
        await using var proxy = new TestProxy(request =>
            With("Cache-Control: max-age=10") with
            {
                Content = System.Text.Encoding.ASCII.GetBytes($"version {request.Number}"),
                ETag = $"\"{request.Number}\"",
            }
        );
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("version 1", (await proxy.GetAsync("/a")).Text);
        Assert.Equal("version 1", (await proxy.GetAsync("/a")).Text);
        Assert.Equal(1, proxy.Server.Status.Entries);
    }

    [Fact]
    public async Task A_304_for_another_response_leads_to_a_whole_one()
    {
        await using var proxy = new TestProxy(request =>
            request.Header("If-None-Match") is null
                ? With("Cache-Control: max-age=10")
                : Raw("HTTP/1.1 304 Not Modified\r\nETag: \"other\"\r\n\r\n")
        );
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        var answer = await proxy.GetAsync("/a");

        Assert.Equal((200, "content"), (answer.Status, answer.Text));
        Assert.Null(proxy.Origin.Requests[2].Header("If-None-Match"));
    }

    [Theory]
    [InlineData("If-None-Match: \"weir-test\"\r\n", 304)]
    [InlineData("If-None-Match: \"x\", W/\"weir-test\"\r\n", 304)]
    [InlineData("If-None-Match: *\r\n", 304)]
    [InlineData("If-None-Match: \"x\"\r\n", 200)]
    [InlineData("If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n", 304)]
    [InlineData("If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n", 200)]
    public async Task A_client_s_condition_is_answered_from_the_store(string condition, int status)
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60", "Content-Language: en"));
        await proxy.GetAsync("/a");

        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a", condition);
        var answer = await client.ReadAsync(toHead: status == 304);

        Assert.Equal(status, answer.Status);
        Assert.Equal("\"weir-test\"", answer["ETag"]);
        Assert.Equal(status == 304, answer["Content-Language"] is null);
        Assert.StartsWith("weir; hit", answer["Cache-Status"]);
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task A_condition_that_the_store_cannot_judge_goes_on()
    {
        await using var proxy = new TestProxy(request =>
            request.Header("If-None-Match") is null
                ? With("Cache-Control: max-age=60")
                : Raw("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n")
        );

        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a", "If-None-Match: \"x\"\r\n");
        var answer = await client.ReadAsync(toHead: true);

        Assert.Equal(304, answer.Status);
        Assert.Equal("\"x\"", Assert.Single(proxy.Origin.Requests).Header("If-None-Match"));
    }

    [Fact]
    public async Task If_Match_is_for_the_origin_alone()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        await proxy.GetAsync("/a");

        var answer = await proxy.GetAsync("/a", "If-Match: \"weir-test\"\r\n");

        Assert.StartsWith("weir; fwd=bypass", answer["Cache-Status"]);
        Assert.Equal("\"weir-test\"", proxy.Origin.Requests[1].Header("If-Match"));
    }

    [Theory]
    [InlineData("POST", 2)]
    [InlineData("DELETE", 2)]
    [InlineData("OPTIONS", 1)]
    public async Task An_unsafe_request_that_went_well_takes_the_stored_response_away(string method, int gets)
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        await proxy.GetAsync("/a");
        var passed = await proxy.GetAsync("/a", "Content-Length: 0\r\n", method);
        await proxy.GetAsync("/a");

        Assert.StartsWith("weir; fwd=method; fwd-status=200", passed["Cache-Status"]);
        Assert.Equal(gets, proxy.Origin.Requests.Count(request => request.Method == "GET"));
    }

    [Fact]
    public async Task It_takes_away_what_Location_names_on_the_same_origin()
    {
        await using var proxy = new TestProxy(request =>
            request.Method == "POST"
                ? With("Location: /named", "Content-Location: http://evil.example/other")
                : With("Cache-Control: max-age=60")
        );
        await proxy.GetAsync("/named");
        await proxy.GetAsync("/other");
        await proxy.GetAsync("/a", "Content-Length: 0\r\n", "POST");

        Assert.StartsWith("weir; fwd=uri-miss", (await proxy.GetAsync("/named"))["Cache-Status"]);
        Assert.StartsWith("weir; hit", (await proxy.GetAsync("/other"))["Cache-Status"]);
    }

    [Fact]
    public async Task Variants_are_kept_apart_by_what_Vary_names()
    {
        await using var proxy = new TestProxy(request =>
            With("Cache-Control: max-age=60", "Vary: Accept-Language") with
            {
                Content = System.Text.Encoding.ASCII.GetBytes(request.Header("Accept-Language") ?? "none"),
            }
        );

        foreach (var _ in new[] { 1, 2 })
        {
            Assert.Equal("en", (await proxy.GetAsync("/a", "Accept-Language: en\r\n")).Text);
            Assert.Equal("de", (await proxy.GetAsync("/a", "Accept-Language: de\r\n")).Text);
            Assert.Equal("none", (await proxy.GetAsync("/a")).Text);
        }

        Assert.Equal(3, proxy.Origin.Requests.Count);
    }
}
