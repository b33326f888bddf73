using Weir.Proxy.Forwarding;
using Weir.Proxy.Serving;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Serving;

public class CacheKeysTests
{
    [Theory]
    [InlineData("/a?b", "http://origin:8000/a?b")]
    [InlineData("http://origin:8000/a?b", "http://origin:8000/a?b")]
    [InlineData("http://127.0.0.1:8080/a", "http://origin:8000/a")]
    [InlineData("http://127.0.0.1:8080", "http://origin:8000/")]
    [InlineData("a", null)]
    [InlineData("", null)]
    public void A_path_or_a_URL_of_any_host_names_a_stored_response(string text, string? expected)
    {
        Assert.True(UpstreamAddress.TryParse("http://origin:8000", out var upstream, out _));
        Assert.Equal(expected, CacheKeys.Of(upstream, text));
    }

    [Theory]
    [InlineData("url=%2Fa%3Fb%3D1", "/a?b=1")]
    [InlineData("x=1&url=/a", "/a")]
    [InlineData("url=", "")]
    [InlineData("", null)]
    [InlineData("urls=/a", null)]
    public void A_parameter_of_the_query_is_decoded(string query, string? expected) =>
        Assert.Equal(expected, CacheKeys.Parameter(Bytes(query), "url"));
}
