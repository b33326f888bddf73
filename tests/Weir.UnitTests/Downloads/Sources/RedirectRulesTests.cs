using System.Text;
using Weir.Downloads.Sources;
using Weir.Http.Messages;

namespace Weir.UnitTests.Downloads.Sources;

public sealed class RedirectRulesTests
{
    [Theory]
    [InlineData("http://a/x/y?q", "/b", "http://a/b")]
    [InlineData("http://a/x/y?q", "b", "http://a/x/b")]
    [InlineData("http://a/x/y?q", "../b", "http://a/b")]
    [InlineData("http://a/x/y?q", "?r", "http://a/x/y?r")]
    [InlineData("http://a/x/y?q", "//b/c", "http://b/c")]
    [InlineData("http://a:81/x", "/b", "http://a:81/b")]
    [InlineData("http://a/x", "http://b:82/c#f", "http://b:82/c")]
    [InlineData("http://a/x", "HTTP://B/c d", "http://b/c%20d")]
    [InlineData("http://[::1]:81/x", "/b", "http://[::1]:81/b")]
    [InlineData("http://a/x", "http://u:p@a/b", "http://a/b")]
    [InlineData("http://[fe80::1%25lo]:81/x", "/b", "http://[fe80::1%25lo]:81/b")]
    [InlineData("http://[fe80::1%25lo]:81/x", "b", "http://[fe80::1%25lo]:81/b")]
    [InlineData("http://[fe80::1%25lo]:81/x", "http://[fe80::1]:81/b", "http://[fe80::1%25lo]:81/b")]
    [InlineData("http://[fe80::1%25lo]:81/x", "http://[fe80::2]/b", "http://[fe80::2%25lo]/b")]
    [InlineData("http://[fe80::1%25lo]:81/x", "http://[::1]/b", "http://[::1]/b")]
    public void Location_is_resolved_as_rfc_3986_says(string from, string location, string expected)
    {
        Assert.Equal(expected, Next(location, from).To?.Url);
    }

    [Fact]
    public void Utf_8_in_a_location_is_read()
    {
        Assert.Equal("http://a/%C3%A4", Next("/ä", "http://a/x").To?.Url);
    }

    [Theory]
    [InlineData("http://u:p@a/x", "/y", true)]
    [InlineData("http://u:p@a/x", "http://A:80/y", true)]
    [InlineData("http://u:p@[fe80::1%25lo]/x", "/y", true)]
    [InlineData("http://u:p@a/x", "http://a:81/y", false)]
    [InlineData("http://u:p@a/x", "http://b/y", false)]
    [InlineData("http://u:p@a/x", "http://v:q@b/y", false)]
    public void Name_and_password_stay_with_their_server(string from, string location, bool areSent)
    {
        var next = Next(location, from).To;

        Assert.NotNull(next);
        Assert.Equal(areSent, next.Authorization is not null);
        Assert.DoesNotContain('@', next.Url);
    }

    [Theory]
    [InlineData("javascript:alert(1)", "scheme javascript")]
    [InlineData("file:///etc/passwd", "scheme file")]
    [InlineData("data:,x", "scheme data")]
    [InlineData("http://", "no URL")]
    public void Other_schemes_are_not_followed(string location, string reason)
    {
        var failure = Next(location, "http://a/x").Failure;

        Assert.True(failure?.IsPermanent);
        Assert.Contains(reason, failure?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://a/x", "http://b/y", "http://a/x")]
    [InlineData("http://a/x", "http://b/y", "http://b/y")]
    [InlineData("http://a/x", "http://b/y", "http://B:80/y#again")]
    public void Circle_is_recognised(string first, string second, string location)
    {
        Assert.Contains("circle", Next(location, first, second).Failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Eleventh_redirect_is_one_too_many()
    {
        string[] path = [.. Enumerable.Range(0, RedirectRules.MostHops + 1).Select(i => $"http://a/{i}")];

        Assert.NotNull(Next("/next", path[..^1]).To);
        Assert.Contains("more than 10", Next("/next", path).Failure?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Location: /a\r\nLocation: /b\r\n")]
    [InlineData("Location: \r\n")]
    public void Redirect_without_one_location_is_a_wrong_answer(string fields)
    {
        var path = new[] { Address("http://a/x") };

        Assert.Equal(FailureKind.WrongAnswer, RedirectRules.Next(path[0], path, Head(fields)).Failure?.Kind);
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    [InlineData(302, true)]
    [InlineData(303, true)]
    [InlineData(304, false)]
    [InlineData(305, false)]
    [InlineData(306, false)]
    [InlineData(307, true)]
    [InlineData(308, true)]
    public void Only_five_statuses_redirect(int status, bool isRedirect)
    {
        Assert.Equal(isRedirect, RedirectRules.IsRedirect(status));
    }

    private static Redirection Next(string location, params string[] path)
    {
        var addresses = path.Select(Address).ToArray();
        return RedirectRules.Next(addresses[0], addresses, Head($"Location: {location}\r\n"));
    }

    private static Head Head(string fields)
    {
        var parser = new HeadParser(MessageKind.Response, HeadLimits.Default);
        Assert.Equal(ParseStatus.Complete, parser.Parse(Encoding.UTF8.GetBytes($"HTTP/1.1 302 Found\r\n{fields}\r\n")));
        return parser.Head;
    }

    private static SourceAddress Address(string url)
    {
        Assert.True(SourceAddress.TryParse(url, out var address, out var mistake), mistake);
        return address;
    }
}
