using Weir.Proxy.Caching.Rules;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Rules;

/// <summary>RFC 9111 4.4.</summary>
public class InvalidationTests
{
    [Theory]
    [InlineData("POST", 200, true)]
    [InlineData("PUT", 204, true)]
    [InlineData("DELETE", 303, true)]
    [InlineData("M-SEARCH", 200, true)]
    [InlineData("get", 200, true)]
    [InlineData("POST", 404, false)]
    [InlineData("POST", 500, false)]
    [InlineData("GET", 200, false)]
    [InlineData("HEAD", 200, false)]
    [InlineData("OPTIONS", 200, false)]
    public void An_unsafe_request_that_went_well_invalidates(string method, int status, bool expected) =>
        Assert.Equal(expected, Invalidation.Follows(Bytes(method), status));

    [Theory]
    [InlineData("/other?x=1", "/other?x=1")]
    [InlineData("/a/../b", "/a/../b")]
    [InlineData("/other#part", "/other")]
    [InlineData("other", "/folder/other")]
    [InlineData("http://origin:8000/other", "/other")]
    [InlineData("http://ORIGIN:8000/other", "/other")]
    [InlineData("http://alias.example/other", "/other")]
    [InlineData("http://evil.example/other", null)]
    [InlineData("//evil.example/other", null)]
    [InlineData("https://origin:8000/other", null)]
    [InlineData("http://origin/other", null)]
    public void Only_the_same_origin_is_named(string location, string? expected) =>
        Assert.Equal(
            expected,
            Invalidation.SameOriginTarget(
                Response("HTTP/1.1 201 Created", "Location: " + location),
                "Location"u8,
                new Uri("http://origin:8000/folder/page"),
                "alias.example"
            )
        );
}
