using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class StartLineTests
{
    [Theory]
    [InlineData("GET  / HTTP/1.1")]
    [InlineData("GET /  HTTP/1.1")]
    [InlineData("GET  HTTP/1.1")]
    [InlineData("GET\t/ HTTP/1.1")]
    [InlineData("GET / HTTP/1.1 ")]
    [InlineData(" GET / HTTP/1.1")]
    [InlineData("GET /a b HTTP/1.1")]
    [InlineData("GET /\u00e9 HTTP/1.1")]
    [InlineData("GET /\u007f HTTP/1.1")]
    [InlineData("GE(T / HTTP/1.1")]
    [InlineData("GET /")]
    [InlineData("GET")]
    [InlineData("GET / ")]
    [InlineData("GET / HTTP/1.")]
    [InlineData("GET / HTTP/11")]
    [InlineData("GET / HTTP/1.10")]
    [InlineData("GET / http/1.1")]
    [InlineData("GET / HTTP/1,1")]
    [InlineData("GET / HTTP/a.1")]
    [InlineData("GET / HTTPS/1.1")]
    public void A_malformed_request_line_is_refused(string line) =>
        Assert.Equal(400, RefusedWith(MessageKind.Request, Lines(line, "Host: a")));

    [Theory]
    [InlineData("GET / HTTP/9.9")]
    [InlineData("GET / HTTP/1.2")]
    [InlineData("GET / HTTP/0.9")]
    [InlineData("PRI * HTTP/2.0")]
    public void Another_version_of_HTTP_is_refused_with_505(string line) =>
        Assert.Equal(505, RefusedWith(MessageKind.Request, Lines(line, "Host: a")));

    [Theory]
    [InlineData("get")]
    [InlineData("M-SEARCH")]
    [InlineData("X!#$%&'*+-.^_`|~9")]
    public void A_method_is_any_token_as_it_was_sent(string method) =>
        Assert.Equal(method, Text(RequestOf(method + " / HTTP/1.1", "Host: a").Method));

    [Fact]
    public void Http_1_0_is_read_as_such() => Assert.Equal(0, RequestOf("GET / HTTP/1.0").MinorVersion);

    [Theory]
    [InlineData("HTTP/1.1 200 OK", 200, "OK")]
    [InlineData("HTTP/1.1 206 Partial Content", 206, "Partial Content")]
    [InlineData("HTTP/1.1 200 ", 200, "")]
    [InlineData("HTTP/1.1 200", 200, "")]
    [InlineData("HTTP/1.0 599 \u00e9\t!", 599, "\u00e9\t!")]
    [InlineData("HTTP/1.1 100 x", 100, "x")]
    public void A_status_line_is_read_into_its_parts(string line, int status, string reason)
    {
        var head = Response(line);
        Assert.Equal(status, head.Status);
        Assert.Equal(reason, Text(head.ReasonPhrase));
    }

    [Theory]
    [InlineData("HTTP/1.1  200 OK")]
    [InlineData("HTTP/1.1 20 OK")]
    [InlineData("HTTP/1.1 2000 OK")]
    [InlineData("HTTP/1.1 +20 OK")]
    [InlineData("HTTP/1.1 099 OK")]
    [InlineData("HTTP/1.1 600 OK")]
    [InlineData("HTTP/1.1 200\tOK")]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 ")]
    [InlineData("ICY 200 OK")]
    [InlineData("H")]
    public void A_malformed_status_line_is_refused(string line) =>
        Assert.Equal(400, RefusedWith(MessageKind.Response, Lines(line)));

    [Fact]
    public void A_response_of_another_version_is_refused() =>
        Assert.Equal(505, RefusedWith(MessageKind.Response, Lines("HTTP/2.0 200 OK")));
}
