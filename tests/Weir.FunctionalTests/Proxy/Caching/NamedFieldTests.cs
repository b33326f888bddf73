using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

/// <summary>Fields that are for one client alone, of responses that are for all (RFC 9111 5.2.2.4, 5.2.2.7).</summary>
public sealed class NamedFieldTests
{
    [Fact]
    public async Task The_one_who_asked_gets_them_and_others_the_rest()
    {
        await using var proxy = new TestProxy(_ =>
            With("Cache-Control: max-age=60, private=\"set-cookie\"", "Set-Cookie: id=1", "X-Kept: 2")
        );

        var first = await proxy.GetAsync("/a");
        Assert.Equal("id=1", first["Set-Cookie"]);
        for (var i = 0; i < 2; i++)
        {
            var hit = await proxy.GetAsync("/a");
            Assert.StartsWith("weir; hit", hit["Cache-Status"]);
            Assert.Null(hit["Set-Cookie"]);
            Assert.Equal(("2", "content"), (hit["X-Kept"], hit.Text));
        }

        Assert.Single(proxy.Origin.Requests);
    }

    [Fact]
    public async Task The_one_who_had_it_validated_gets_those_of_the_304_and_others_do_not()
    {
        await using var proxy = new TestProxy(request =>
            request.Header("If-None-Match") is null
                ? With("Cache-Control: max-age=60, no-cache=\"x-once\"", "X-Once: 0")
                : Raw(
                    "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60, no-cache=\"x-once\"\r\nX-Once: 1\r\n\r\n"
                )
        );
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(61));

        var validated = await proxy.GetAsync("/a");
        var hit = await proxy.GetAsync("/a");

        Assert.StartsWith("weir; fwd=stale; fwd-status=304", validated["Cache-Status"]);
        Assert.Equal(("1", "content"), (validated["X-Once"], validated.Text));
        Assert.StartsWith("weir; hit", hit["Cache-Status"]);
        Assert.Null(hit["X-Once"]);
    }
}
