using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;
using Weir.Testing.Time;

namespace Weir.UnitTests.Proxy.Forwarding.Sites;

public class GatewayRouterTests
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
        using var router = new GatewayRouter(
            [upstream],
            new UpstreamOptions(),
            new ProxyIdentity(1),
            new ManualTimeProvider()
        );

        Assert.Equal(expected, router.Key(text));
    }
}
