using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class HostTests
{
    [Fact]
    public void Http_1_1_without_Host_is_refused() =>
        Assert.Equal(400, RefusedWith(MessageKind.Request, Lines("GET / HTTP/1.1")));

    [Fact]
    public void Http_1_0_needs_no_Host() => Assert.Equal(0, RefusedWith(MessageKind.Request, Lines("GET / HTTP/1.0")));

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("GET / HTTP/1.0")]
    public void Two_Hosts_are_refused_even_when_they_are_the_same(string line) =>
        Assert.Equal(400, RefusedWith(MessageKind.Request, Lines(line, "Host: a", "host: a")));

    [Fact]
    public void An_invalid_Host_is_refused() =>
        Assert.Equal(400, RefusedWith(MessageKind.Request, Lines("GET / HTTP/1.1", "Host: a/b")));

    [Fact]
    public void A_response_needs_no_Host() => Assert.Equal(200, Response("HTTP/1.1 200 OK").Status);
}
