using Weir.Downloads.Proxies;
using Weir.Downloads.Sources;

namespace Weir.UnitTests.Downloads.Proxies;

public sealed class ProxyRulesTests
{
    [Theory]
    [InlineData("http_proxy=http://p:3128", "http://a/f", "p:3128")]
    [InlineData("http_proxy=p:3128", "http://a/f", "p:3128")]
    [InlineData("http_proxy=http://p", "http://a/f", "p:1080")]
    [InlineData("http_proxy=http://p:80/", "http://a/f", "p:80")]
    [InlineData("http_proxy=http://[::1]:3128", "http://a/f", "::1:3128")]
    [InlineData("all_proxy=http://p:1", "http://a/f", "p:1")]
    [InlineData("ALL_PROXY=http://p:1", "http://a/f", "p:1")]
    [InlineData("ALL_PROXY=http://p:1 http_proxy=http://q:2", "http://a/f", "q:2")]
    [InlineData("https_proxy=http://p:1", "http://a/f", null)]
    [InlineData("HTTP_PROXY=http://p:1", "http://a/f", null)]
    [InlineData("http_proxy=", "http://a/f", null)]
    [InlineData("", "http://a/f", null)]
    [InlineData("http_proxy=http://p:1", "http://127.0.0.1/f", "p:1")]
    [InlineData("http_proxy=http://p:1 no_proxy=127.0.0.1,localhost", "http://127.0.0.1/f", null)]
    [InlineData("http_proxy=http://p:1 NO_PROXY=*", "http://a/f", null)]
    [InlineData("http_proxy=http://p:1 no_proxy=b", "http://a/f", "p:1")]
    public void Variables_mean_what_they_mean_to_curl(string variables, string url, string? expected)
    {
        var rules = Rules(variables, out var mistake);

        Assert.Null(mistake);
        Assert.Equal(expected, rules.For(Address(url))?.Name);
    }

    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "www.example.com", true)]
    [InlineData(".example.com", "example.com", true)]
    [InlineData("example.com.", "EXAMPLE.com", true)]
    [InlineData("example.com", "notexample.com", false)]
    [InlineData("www.example.com", "example.com", false)]
    [InlineData(".", "example.com", false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("0.0.1", "10.0.0.1", false)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("fd00::/8", "fd12::1", true)]
    public void Exceptions_match_names_below_addresses_and_networks(string exception, string host, bool expected)
    {
        Assert.Equal(expected, ProxyRules.Matches(exception, host));
    }

    [Fact]
    public void User_and_password_of_a_proxy_are_sent_to_it_and_not_shown()
    {
        var proxy = Rules("http_proxy=http://user:p%40ss@p:1", out _).For(Address("http://a/f"));

        Assert.Equal("Basic dXNlcjpwQHNz", proxy?.Authorization);
        Assert.Equal("p:1", proxy?.Name);
    }

    [Theory]
    [InlineData("http_proxy=socks5://secret@p:1", "http_proxy")]
    [InlineData("all_proxy=socks5h://secret@p:1", "all_proxy")]
    [InlineData("http_proxy=http://secret@", "http_proxy")]
    public void Proxy_that_cannot_be_used_is_named_by_its_variable_only(string variables, string name)
    {
        var rules = Rules(variables, out var mistake);

        Assert.Null(rules.For(Address("http://a/f")));
        Assert.Contains(name, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", mistake, StringComparison.Ordinal);
    }

    private static ProxyRules Rules(string variables, out string? mistake)
    {
        var environment = variables
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=', 2))
            .ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);
        return ProxyRules.FromEnvironment(name => environment.GetValueOrDefault(name), out mistake);
    }

    private static SourceAddress Address(string url)
    {
        Assert.True(SourceAddress.TryParse(url, out var address, out var mistake), mistake);
        return address;
    }
}
