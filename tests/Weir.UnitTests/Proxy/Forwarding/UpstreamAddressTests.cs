using Weir.Proxy.Forwarding;

namespace Weir.UnitTests.Proxy.Forwarding;

public class UpstreamAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8000", "127.0.0.1", 8000, "127.0.0.1:8000")]
    [InlineData("HTTP://Example.org/", "example.org", 80, "example.org")]
    [InlineData("http://[::1]:81", "::1", 81, "[::1]:81")]
    public void Host_and_port_are_read(string text, string host, int port, string authority)
    {
        Assert.True(UpstreamAddress.TryParse(text, out var address, out var problem), problem);
        Assert.Equal((host, port, authority), (address.Host, address.Port, address.Authority));
    }

    [Theory]
    [InlineData("127.0.0.1:8000", "is not a")]
    [InlineData("", "is not a URL")]
    [InlineData("ftp://a", "is not an http URL")]
    [InlineData("http://user@a", "names a user")]
    [InlineData("http://a/path", "has a path; paths go upstream as clients send them, so write http://a")]
    [InlineData("http://a/?q", "has a path")]
    public void What_cannot_be_an_upstream_says_why(string text, string expected)
    {
        Assert.False(UpstreamAddress.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem);
    }
}
