using System.Net;
using Weir.Proxy.Forwarding.Sites;

namespace Weir.UnitTests.Proxy.Forwarding.Sites;

public class AllowListTests
{
    [Theory]
    [InlineData("example.org", "example.org", 80, true)]
    [InlineData("example.org", "Example.ORG.", 443, true)]
    [InlineData("EXAMPLE.org", "example.org", 80, true)]
    [InlineData("example.org", "example.org", 8080, false)]
    [InlineData("example.org", "www.example.org", 80, false)]
    [InlineData("example.org", "example.org.evil.test", 80, false)]
    [InlineData("example.org:8080", "example.org", 8080, true)]
    [InlineData("example.org:8080", "example.org", 80, false)]
    [InlineData("example.org:*", "example.org", 22, true)]
    [InlineData("*.example.org", "a.b.example.org", 80, true)]
    [InlineData("*.example.org", "example.org", 80, false)]
    [InlineData("*.example.org", "notexample.org", 80, false)]
    [InlineData("*", "anything.test", 443, true)]
    [InlineData("*", "anything.test", 25, false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", 80, true)]
    [InlineData("10.0.0.0/8:8000", "10.1.2.3", 8000, true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", 80, false)]
    [InlineData("10.0.0.0/8", "ten.test", 80, false)]
    [InlineData("127.0.0.1:8000", "127.0.0.1", 8000, true)]
    [InlineData("[::1]:8000", "::1", 8000, true)]
    [InlineData("::1", "::1", 80, true)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", 80, true)]
    public void Hosts_and_ports_are_covered_by_what_is_named(string entry, string host, int port, bool isCovered) =>
        Assert.Equal(isCovered, ListOf(entry).Covers(host, port));

    [Theory]
    [InlineData("*", "93.184.216.34", 80, true)]
    [InlineData("*", "127.0.0.1", 80, false)]
    [InlineData("*", "10.0.0.1", 80, false)]
    [InlineData("*", "172.31.0.1", 80, false)]
    [InlineData("*", "192.168.1.1", 80, false)]
    [InlineData("*", "169.254.169.254", 80, false)]
    [InlineData("*", "100.64.0.1", 80, false)]
    [InlineData("*", "0.0.0.0", 80, false)]
    [InlineData("*", "224.0.0.1", 80, false)]
    [InlineData("*", "255.255.255.255", 80, false)]
    [InlineData("*", "::1", 80, false)]
    [InlineData("*", "::", 80, false)]
    [InlineData("*", "::127.0.0.1", 80, false)]
    [InlineData("*", "fe80::1", 80, false)]
    [InlineData("*", "3fff::1", 80, false)]
    [InlineData("*", "5f00::1", 80, false)]
    [InlineData("*", "fd00::1", 80, false)]
    [InlineData("*", "ff02::1", 80, false)]
    [InlineData("*", "::ffff:127.0.0.1", 80, false)]
    [InlineData("*", "::ffff:93.184.216.34", 80, true)]
    [InlineData("*", "64:ff9b::7f00:1", 80, false)]
    [InlineData("*", "2002:7f00:1::", 80, false)]
    [InlineData("*", "2606:2800:220:1:248:1893:25c8:1946", 80, true)]
    [InlineData("intranet.test", "10.0.0.1", 80, false)]
    [InlineData("10.0.0.1", "10.0.0.1", 80, true)]
    [InlineData("10.0.0.1:8000", "10.0.0.1", 80, false)]
    [InlineData("127.0.0.0/8:*", "127.5.5.5", 9, true)]
    [InlineData("localhost:8000", "127.0.0.1", 8000, true)]
    [InlineData("localhost:8000", "::1", 8000, true)]
    [InlineData("localhost:8000", "10.0.0.1", 8000, false)]
    public void Addresses_are_public_or_named_themselves(string entry, string address, int port, bool isPermitted) =>
        Assert.Equal(isPermitted, ListOf(entry).Permits(IPAddress.Parse(address), port));

    [Theory]
    [InlineData("")]
    [InlineData("http://example.org")]
    [InlineData("example.org/path")]
    [InlineData("example.org:")]
    [InlineData("example.org:0")]
    [InlineData("example.org:65536")]
    [InlineData("example.org:http")]
    [InlineData("a b")]
    [InlineData("10.0.0.0/33")]
    [InlineData("[::1")]
    [InlineData("*.")]
    [InlineData("*a.org")]
    public void What_is_no_host_is_refused_with_a_sentence(string text)
    {
        Assert.False(AllowedHost.TryParse(text, out _, out var problem));
        Assert.StartsWith($"\"{text}\"", problem, StringComparison.Ordinal);
    }

    private static AllowList ListOf(params string[] entries) =>
        new([
            .. entries.Select(entry =>
            {
                Assert.True(AllowedHost.TryParse(entry, out var allowed, out var problem), problem);
                return allowed;
            }),
        ]);
}
