using System.Net;
using Weir.Collector.Tokens;

namespace Weir.FunctionalTests.Collector;

public sealed class PageTests
{
    [Fact]
    public async Task The_pages_files_are_open_and_allow_no_inline_script()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);

        using var answer = await collector.Client.GetAsync(collector.Url, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app.js", "text/javascript")]
    [InlineData("style.css", "text/css")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task A_known_version_is_not_sent_again(string file, string type)
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        using var first = await collector.Client.GetAsync(
            new Uri(file, UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(type, first.Content.Headers.ContentType!.MediaType);

        using var again = new HttpRequestMessage(HttpMethod.Get, file);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var answer = await collector.AskAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task All_of_it_is_below_100_KB_on_the_wire()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        var bytes = 0;
        foreach (var file in new[] { "", "app.js", "style.css", "icon.svg" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file);
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            using var answer = await collector.AskAsync(request);
            Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
            bytes += (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }

        Assert.InRange(bytes, 1, 100_000);
    }
}
