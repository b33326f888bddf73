using Microsoft.AspNetCore.Http;
using Weir.Collector.Sessions;

namespace Weir.UnitTests.Collector.Sessions;

public sealed class SameOriginTests
{
    [Theory]
    [InlineData("localhost:7070", "http://localhost:7070", null, true)]
    [InlineData("weir.example", "https://weir.example", null, true)]
    [InlineData("weir.example:443", "https://weir.example", null, true)]
    [InlineData("weir.example", "http://weir.example:8080", null, false)]
    [InlineData("localhost:7070", "http://localhost:7071", null, false)]
    [InlineData("localhost:7070", "http://evil.example", "same-origin", false)]
    [InlineData("localhost:7070", "null", null, false)]
    [InlineData("localhost:7070", null, "same-origin", true)]
    [InlineData("localhost:7070", null, "none", true)]
    [InlineData("localhost:7070", null, "cross-site", false)]
    [InlineData("localhost:7070", null, "same-site", false)]
    [InlineData("localhost:7070", null, null, null)]
    public void Where_a_request_comes_from(string host, string? origin, string? site, bool? isSame)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        if (origin is not null)
            request.Headers.Origin = origin;
        if (site is not null)
            request.Headers["Sec-Fetch-Site"] = site;

        Assert.Equal(isSame, SameOrigin.Of(request));
    }
}
