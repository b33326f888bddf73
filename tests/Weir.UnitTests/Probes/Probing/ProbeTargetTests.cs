using Weir.Probes.Probing;

namespace Weir.UnitTests.Probes.Probing;

public sealed class ProbeTargetTests
{
    [Theory]
    [InlineData("127.0.0.1:862", ProbeProtocol.Stamp, "127.0.0.1", 862)]
    [InlineData("host.example:1", ProbeProtocol.Stamp, "host.example", 1)]
    [InlineData("[::1]:65535", ProbeProtocol.Stamp, "::1", 65535)]
    [InlineData("echo:10.0.0.1:7", ProbeProtocol.Echo, "10.0.0.1", 7)]
    [InlineData("echo:[2001:db8::1]:7007", ProbeProtocol.Echo, "2001:db8::1", 7007)]
    [InlineData("icmp:10.0.0.1", ProbeProtocol.Icmp, "10.0.0.1", 0)]
    [InlineData("icmp:[2001:db8::1]", ProbeProtocol.Icmp, "2001:db8::1", 0)]
    [InlineData("tcp:10.0.0.1:80", ProbeProtocol.Tcp, "10.0.0.1", 80)]
    [InlineData("http://10.0.0.1/", ProbeProtocol.Http, "10.0.0.1", 80)]
    [InlineData("http://[::1]:8080/", ProbeProtocol.Http, "::1", 8080)]
    [InlineData("https://host.example/", ProbeProtocol.Https, "host.example", 443)]
    public void A_target_is_read_and_written_back(string text, ProbeProtocol protocol, string host, int port)
    {
        Assert.True(ProbeTarget.TryParse(text, out var target, out _));
        Assert.Equal(new ProbeTarget(protocol, host, port), target);
        Assert.Equal(text, target.ToString());
    }

    [Theory]
    [InlineData("", "names no port")]
    [InlineData("host", "names no port")]
    [InlineData("[::1]", "names no port")]
    [InlineData("echo:host", "names no port")]
    [InlineData("host:", "no port of 1 to 65535")]
    [InlineData("host:0", "no port of 1 to 65535")]
    [InlineData("host:65536", "no port of 1 to 65535")]
    [InlineData("host:http", "no port of 1 to 65535")]
    [InlineData("host:-1", "no port of 1 to 65535")]
    [InlineData(":862", "names no host")]
    [InlineData("a b:862", "names no host")]
    [InlineData("::1:862", "in brackets")]
    [InlineData("icmp:", "names no host")]
    [InlineData("icmp:host:80", "ICMP has none")]
    [InlineData("tcp:10.0.0.1", "names no port")]
    [InlineData("http://user:secret@10.0.0.1/", "no user name or password")]
    [InlineData("http:///f", "no URL of a host")]
    public void What_is_no_target_is_told_why(string text, string clause)
    {
        Assert.False(ProbeTarget.TryParse(text, out _, out var problem));
        Assert.Contains(clause, problem);
    }

    [Fact]
    public void A_query_is_asked_for_but_not_told()
    {
        Assert.True(ProbeTarget.TryParse("https://h.example:8443/a/b?token=x#y", out var target, out _));
        Assert.Equal("/a/b?token=x", target.Resource);
        Assert.Equal("https://h.example:8443/a/b", target.ToString());
    }
}
