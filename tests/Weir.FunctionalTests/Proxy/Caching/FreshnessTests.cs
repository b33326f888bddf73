using System.Globalization;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

public sealed class FreshnessTests
{
    [Fact]
    public async Task First_is_a_miss_and_second_a_hit_that_the_origin_never_sees()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));

        var miss = await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(10));
        var hit = await proxy.GetAsync("/a");

        Assert.Equal("weir; fwd=uri-miss; fwd-status=200; ttl=60; stored; key=\"/a\"", miss["Cache-Status"]);
        Assert.Null(miss["Age"]);
        Assert.Equal("weir; hit; ttl=50; key=\"/a\"", hit["Cache-Status"]);
        Assert.Equal("10", hit["Age"]);
        Assert.Equal("content", hit.Text);
        Assert.Equal(miss["Date"], hit["Date"]);
        Assert.Equal(miss["ETag"], hit["ETag"]);
        Assert.Single(proxy.Origin.Requests);
    }

    [Theory]
    [InlineData("Cache-Control: max-age=60", 60)]
    [InlineData("Cache-Control: max-age=10, s-maxage=60", 60)]
    [InlineData("Expires: {60}", 60)]
    [InlineData("Last-Modified: {-600}", 60)]
    [InlineData("Cache-Control: max-age=90|Age: 30", 60)]
    public async Task It_is_served_as_long_as_it_is_fresh(string fields, int seconds)
    {
        await using var proxy = new TestProxy();
        proxy.Origin.Behave = _ => With([.. fields.Split('|').Select(field => Expand(proxy, field))]);
        await proxy.GetAsync("/a");

        proxy.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.StartsWith("weir; hit", (await proxy.GetAsync("/a"))["Cache-Status"]);
        proxy.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.StartsWith("weir; fwd=stale", (await proxy.GetAsync("/a"))["Cache-Status"]);
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Theory]
    [InlineData("Cache-Control: no-store", "no-store")]
    [InlineData("Cache-Control: max-age=60, private", "private")]
    [InlineData("Cache-Control: max-age=60|Vary: *", "vary")]
    [InlineData("X-Nothing: said", "no-freshness")]
    public async Task What_may_not_be_stored_is_fetched_each_time(string fields, string reason)
    {
        await using var proxy = new TestProxy(_ => With(fields.Split('|')) with { NoETag = true });

        for (var i = 0; i < 3; i++)
        {
            var answer = await proxy.GetAsync("/a");
            Assert.Equal(
                $"weir; fwd=uri-miss; fwd-status=200; key=\"/a\"; detail=\"{reason}\"",
                answer["Cache-Status"]
            );
            Assert.Equal("content", answer.Text);
        }

        Assert.Equal(3, proxy.Origin.Requests.Count);
        Assert.Equal(0, proxy.Server.Status.Entries);
    }

    [Theory]
    [InlineData("Cache-Control: max-age=60", 2)]
    [InlineData("Cache-Control: max-age=60, public", 1)]
    public async Task An_answer_to_Authorization_is_shared_only_when_it_says_so(string field, int requests)
    {
        await using var proxy = new TestProxy(_ => With(field));

        await proxy.GetAsync("/a", "Authorization: Basic eDp5\r\n");
        await proxy.GetAsync("/a", "Authorization: Basic eDp5\r\n");

        Assert.Equal(requests, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task Only_if_cached_never_asks_the_origin()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));

        var nothing = await proxy.GetAsync("/a", "Cache-Control: only-if-cached\r\n");
        Assert.Equal(504, nothing.Status);
        Assert.Empty(proxy.Origin.Requests);
        await proxy.GetAsync("/a");
        Assert.Equal(200, (await proxy.GetAsync("/a", "Cache-Control: only-if-cached\r\n")).Status);
    }

    [Fact]
    public async Task A_request_with_no_cache_goes_to_the_origin()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60") with { NoETag = true });
        await proxy.GetAsync("/a");

        var answer = await proxy.GetAsync("/a", "Cache-Control: no-cache\r\n");

        Assert.Equal("weir; fwd=request; fwd-status=200; ttl=60; stored; key=\"/a\"", answer["Cache-Status"]);
    }

    [Fact]
    public async Task Other_queries_are_other_resources()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));

        foreach (var target in new[] { "/a", "/a?", "/a?x=1", "/a?x=2", "/A", "//a", "/%61" })
            await proxy.GetAsync(target);

        Assert.Equal(7, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task HEAD_is_answered_from_a_stored_GET()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));
        await proxy.GetAsync("/a");

        var answer = await proxy.GetAsync("/a", method: "HEAD");

        Assert.Equal("7", answer["Content-Length"]);
        Assert.Equal("weir; hit; ttl=60; key=\"/a\"", answer["Cache-Status"]);
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task HEAD_that_is_not_stored_passes_with_its_length()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"));

        var answer = await proxy.GetAsync("/a", method: "HEAD");

        Assert.Equal("7", answer["Content-Length"]);
        Assert.Equal("HEAD", Assert.Single(proxy.Origin.Requests).Method);
    }

    private static string Expand(TestProxy proxy, string field)
    {
        var open = field.IndexOf('{');
        return open < 0
            ? field
            : field[..open]
                + proxy
                    .Time.GetUtcNow()
                    .AddSeconds(int.Parse(field[(open + 1)..^1], CultureInfo.InvariantCulture))
                    .ToString("R", CultureInfo.InvariantCulture);
    }
}
