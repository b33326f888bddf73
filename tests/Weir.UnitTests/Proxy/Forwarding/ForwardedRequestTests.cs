using System.Net;
using Weir.Http.Messages;
using Weir.Proxy.Forwarding;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Forwarding;

public class ForwardedRequestTests
{
    private const string Ours = "Via: 1.1 weir-00000007\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: http\r\n";

    [Fact]
    public void End_to_end_fields_go_on_as_they_came() =>
        Assert.Equal(
            "GET /f HTTP/1.1\r\nHost: origin:8000\r\nAccept: */*\r\nX-A: 1\r\nX-A: 2\r\nVia: 1.0 other\r\n" + Ours,
            Forward("Accept: */*", "X-A: 1", "X-A: 2", "Via: 1.0 other")
        );

    [Theory]
    [InlineData("Connection: keep-alive, X-Listed | X-Listed: 1")]
    [InlineData("Connection: close | Connection: x-listed | X-LISTED: 1")]
    [InlineData("Keep-Alive: timeout=5")]
    [InlineData("Proxy-Connection: keep-alive")]
    [InlineData("Proxy-Authorization: Basic eDp5")]
    [InlineData("TE: trailers")]
    [InlineData("Upgrade: h2c | HTTP2-Settings: AAA | Connection: upgrade, http2-settings")]
    public void Fields_of_the_connection_end_here_RFC_9110_7_6_1(string fields) =>
        Assert.Equal("GET /f HTTP/1.1\r\nHost: origin:8000\r\n" + Ours, Forward(Caching.Stored.Split(fields)));

    [Fact]
    public void Naming_it_in_Connection_does_not_remove_what_protects_others() =>
        Assert.Contains(
            "Authorization: Basic eDp5\r\nCache-Control: no-store\r\n",
            Forward("Connection: authorization, cache-control", "Authorization: Basic eDp5", "Cache-Control: no-store")
        );

    [Theory]
    [InlineData("X-Forwarded-For: 10.0.0.1")]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("Forwarded: for=10.0.0.1")]
    [InlineData("X-Forwarded-Uri: /admin")]
    [InlineData("x-forwarded-user: root")]
    [InlineData("X-Original-URL: /admin")]
    [InlineData("X-Original-Method: DELETE")]
    [InlineData("X-HTTP-Host-Override: evil.example")]
    [InlineData("True-Client-IP: 10.0.0.1")]
    [InlineData("X-Rewrite-URL: /admin")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("Proxy: http://evil.example")]
    [InlineData("Expect: 100-continue")]
    public void What_an_untrusted_client_says_of_itself_does_not_go_on(string field) =>
        Assert.Equal("GET /f HTTP/1.1\r\nHost: origin:8000\r\n" + Ours, Forward(field));

    [Fact]
    public void The_whole_is_asked_for_without_range_and_conditions()
    {
        string[] fields =
        [
            "Range: bytes=0-1",
            "If-Range: \"a\"",
            "If-None-Match: \"a\"",
            "If-Modified-Since: x",
            "X: 1",
        ];

        Assert.Equal("GET /f HTTP/1.1\r\nHost: origin:8000\r\nX: 1\r\n" + Ours, Forward(RequestForm.Whole, fields));
        Assert.Contains("Range: bytes=0-1\r\nIf-Range: \"a\"\r\n", Forward(fields));
    }

    [Theory]
    [InlineData("GET /a?b=c HTTP/1.1", "/a?b=c")]
    [InlineData("GET //a/%2e%2e/;x?? HTTP/1.1", "//a/%2e%2e/;x??")]
    [InlineData("GET http://a/x?y HTTP/1.1", "/x?y")]
    [InlineData("GET http://A HTTP/1.1", "/")]
    [InlineData("GET http://a?y HTTP/1.1", "/?y")]
    [InlineData("OPTIONS * HTTP/1.1", "*")]
    [InlineData("GET * HTTP/1.1", null)]
    [InlineData("GET http://other.example/x HTTP/1.1", "/x")]
    [InlineData("GET https://a/x HTTP/1.1", null)]
    [InlineData("GET a HTTP/1.1", null)]
    public void The_target_goes_on_byte_for_byte_without_its_host(string requestLine, string? expected) =>
        Assert.Equal(expected, ForwardedRequest.Target(RequestOf(requestLine, "Host: a"), isSecure: false));

    [Fact]
    public void A_target_for_TLS_alone_is_taken_over_TLS() =>
        Assert.Equal("/x", ForwardedRequest.Target(RequestOf("GET https://a/x HTTP/1.1", "Host: a"), isSecure: true));

    [Fact]
    public void A_request_that_was_here_before_is_known()
    {
        var identity = new ProxyIdentity(7);

        Assert.True(identity.HasSeen(Request("Via: 1.1 x, 1.1 weir-00000007")));
        Assert.False(identity.HasSeen(Request("Via: 1.1 weir-00000008")));
    }

    [Fact]
    public void The_origin_learns_that_the_client_came_over_TLS() =>
        Assert.EndsWith("\r\nX-Forwarded-Proto: https\r\n", Forward(RequestForm.AsAsked, [], isSecure: true));

    private static string Forward(params string[] fields) => Forward(RequestForm.AsAsked, fields);

    private static string Forward(RequestForm form, string[] fields, bool isSecure = false)
    {
        Assert.True(UpstreamAddress.TryParse("http://origin:8000", out var upstream, out _));
        var writer = new HeadWriter();
        new ForwardedRequest(new ProxyIdentity(7), isGateway: true, isSecure).Write(
            writer,
            Request(fields),
            "/f",
            upstream,
            IPAddress.Parse("192.0.2.1"),
            form,
            bodyLength: null
        );
        return Text(writer.Written);
    }
}
