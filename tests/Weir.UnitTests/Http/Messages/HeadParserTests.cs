using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class HeadParserTests
{
    [Fact]
    public void A_request_is_read_into_its_parts()
    {
        var parser = Parse(
            MessageKind.Request,
            "GET /a%20b?c=d HTTP/1.1\r\nHost: example.org:8000\r\nX-Empty:\r\nX: \t v w \t\r\n\r\nrest"
        );

        Assert.Equal(1, parser.Head.MinorVersion);
        Assert.Equal("GET", Text(parser.Head.Method));
        Assert.Equal("/a%20b?c=d", Text(parser.Head.Target));
        Assert.Equal(3, parser.Head.Count);
        Assert.Equal("example.org:8000", Text(parser.Head.Value(0)));
        Assert.Equal("", Text(parser.Head.Value(1)));
        Assert.Equal("X", Text(parser.Head.Name(2)));
        Assert.Equal("v w", Text(parser.Head.Value(2)));
    }

    [Fact]
    public void What_follows_the_head_is_not_consumed()
    {
        const string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        Assert.Equal(head.Length, Parse(MessageKind.Request, head + "GET /next").Consumed);
    }

    [Fact]
    public void The_head_outlives_the_buffer_it_came_in()
    {
        var buffer = Bytes("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n");
        var parser = new HeadParser(MessageKind.Request);
        parser.Parse(buffer);
        buffer.AsSpan().Clear();

        Assert.Equal("/kept", Text(parser.Head.Target));
        Assert.Equal("a", parser.Head.GetString("host"u8));
    }

    [Fact]
    public void After_a_reset_the_next_message_is_read_as_the_first_was()
    {
        var parser = Parse(MessageKind.Request, "GET /1 HTTP/1.0\r\nA: 1\r\nB: 2\r\n\r\n");
        parser.Reset();
        Assert.False(parser.HasBegun);
        Assert.Equal(ParseStatus.Complete, parser.Parse(Bytes("PUT /2 HTTP/1.1\r\nHost: b\r\n\r\n")));
        Assert.Equal("PUT /2 HTTP/1.1\r\nHost: b\r\n\r\n", Serialize(parser.Head));
    }

    [Fact]
    public void A_buffer_that_shrinks_is_a_bug()
    {
        var parser = Parse(MessageKind.Request, "GET / HT");
        Assert.Throws<ArgumentException>(() => parser.Parse("GET"u8));
    }

    [Fact]
    public void An_incomplete_head_waits_for_more()
    {
        var parser = Parse(MessageKind.Request, "GET / HTTP/1.1\r\nHost: a\r\n\r");
        Assert.True(parser.HasBegun);
        Assert.Equal(ParseStatus.NeedMore, parser.Parse(Bytes("GET / HTTP/1.1\r\nHost: a\r\n\r")));
        Assert.Equal(ParseStatus.Complete, parser.Parse(Bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_few_empty_lines_before_a_request_are_skipped(int lines)
    {
        var empty = string.Concat(Enumerable.Repeat("\r\n", lines));
        var parser = Parse(MessageKind.Request, empty + "GET /f HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("/f", Text(parser.Head.Target));
        Assert.Equal((2 * lines) + "GET /f HTTP/1.1\r\nHost: a\r\n\r\n".Length, parser.Consumed);
    }

    [Fact]
    public void Many_empty_lines_before_a_request_are_refused() =>
        Assert.Equal(400, RefusedWith(MessageKind.Request, "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"));

    [Fact]
    public void An_empty_line_before_a_response_is_refused() =>
        Assert.Equal(400, RefusedWith(MessageKind.Response, "\r\nHTTP/1.1 200 OK\r\n\r\n"));

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n")]
    [InlineData("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\rHost: a\r\n\r\n")]
    public void Line_ends_other_than_CRLF_are_refused(string request) =>
        Assert.Equal(400, RefusedWith(MessageKind.Request, request));

    [Fact]
    public void Every_control_character_but_tab_is_refused_in_a_value()
    {
        for (var c = '\0'; c <= '\u007f'; c++)
        {
            if (char.IsControl(c) && c != '\t')
                Assert.Equal(400, RefusedWith($"X: a{c}b"));
        }

        Assert.Equal(0, RefusedWith("X: a\tb"));
    }

    [Fact]
    public void Obs_text_in_a_value_is_kept() =>
        Assert.Equal("\u0080caf\u00e9\u00ff", Request("X: \u0080caf\u00e9\u00ff").GetString("X"u8));

    [Theory]
    [InlineData(" folded")]
    [InlineData("\tfolded")]
    [InlineData(" X: 1")]
    public void A_folded_line_is_refused(string line) => Assert.Equal(400, RefusedWith("X: 1", line));

    [Fact]
    public void White_space_between_start_line_and_first_field_is_refused() =>
        Assert.Equal(400, RefusedWith(MessageKind.Request, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"));

    [Theory]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("X\t: 1")]
    [InlineData("X Y: 1")]
    [InlineData(": 1")]
    [InlineData("X(: 1")]
    [InlineData("X\u00e9: 1")]
    [InlineData("no colon")]
    public void A_field_name_that_is_not_a_token_is_refused(string line) => Assert.Equal(400, RefusedWith(line));

    [Fact]
    public void A_value_may_have_colons() => Assert.Equal("b:c", Request("A:b:c").GetString("A"u8));

    [Fact]
    public void A_TLS_client_that_speaks_to_a_plain_port_is_refused_at_its_first_byte()
    {
        var parser = Parse(MessageKind.Request, "\u0016\u0003\u0001");
        Assert.Equal(400, parser.Rejection.Status);
    }

    [Fact]
    public void A_rejected_message_stays_rejected()
    {
        var parser = Parse(MessageKind.Request, "GET / HTTP/1.1\n");
        Assert.Equal(ParseStatus.Rejected, parser.Parse(Bytes("GET / HTTP/1.1\nHost: a\r\n\r\n")));
        Assert.Equal(0, parser.Consumed);
    }
}
