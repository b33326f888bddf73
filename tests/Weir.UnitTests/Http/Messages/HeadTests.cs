using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class HeadTests
{
    [Fact]
    public void Names_are_found_in_any_case()
    {
        var head = Request("X-A: 1", "x-a: 2");
        Assert.True(head.TryGet("X-a"u8, out var value));
        Assert.Equal("1", Text(value));
        Assert.Equal(2, head.CountOf("x-A"u8));
        Assert.Equal(0, head.CountOf("X-"u8));
        Assert.Null(head.GetString("X-"u8));
    }

    [Fact]
    public void An_index_beyond_the_last_field_is_a_bug()
    {
        var head = Request();
        Assert.Throws<ArgumentOutOfRangeException>(() => head.Name(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => head.Value(-1).Length);
    }

    [Fact]
    public void A_token_is_found_in_every_line_of_its_name()
    {
        var head = Request("Connection: a ,\tB", "connection: , c");
        Assert.True(head.HasToken("Connection"u8, "A"u8));
        Assert.True(head.HasToken("Connection"u8, "b"u8));
        Assert.True(head.HasToken("Connection"u8, "c"u8));
        Assert.False(head.HasToken("Connection"u8, "a ,\tB"u8));
        Assert.False(head.HasToken("Other"u8, "a"u8));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1", null, true)]
    [InlineData("GET / HTTP/1.1", "close", false)]
    [InlineData("GET / HTTP/1.1", "x, Close", false)]
    [InlineData("GET / HTTP/1.1", "closed", true)]
    [InlineData("GET / HTTP/1.0", null, false)]
    [InlineData("GET / HTTP/1.0", "Keep-Alive", true)]
    [InlineData("GET / HTTP/1.0", "keep-alive, close", false)]
    public void A_connection_persists_as_version_and_Connection_say(string line, string? connection, bool persists)
    {
        string[] fields = connection is null ? ["Host: a"] : ["Host: a", "Connection: " + connection];
        Assert.Equal(persists, RequestOf(line, fields).KeepAlive);
    }
}
