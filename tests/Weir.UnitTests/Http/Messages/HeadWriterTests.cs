using Weir.Http.Fields;
using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class HeadWriterTests
{
    [Fact]
    public void A_response_is_written_as_the_RFC_says()
    {
        var writer = new HeadWriter(8);
        writer
            .Start(206)
            .Date("Date"u8, new DateTimeOffset(1994, 11, 6, 9, 49, 37, TimeSpan.FromHours(1)))
            .Field("Content-Length"u8, 500)
            .Field("Content-Range"u8, new ContentRange(0, 499, 1234))
            .Field("ETag"u8, new EntityTag("abc"))
            .Field("Server"u8, "weir"u8)
            .Field("X"u8, "\u00e9")
            .End();

        Assert.Equal(
            "HTTP/1.1 206 Partial Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 500\r\n"
                + "Content-Range: bytes 0-499/1234\r\nETag: \"abc\"\r\nServer: weir\r\nX: \u00e9\r\n\r\n",
            Text(writer.Written)
        );
    }

    [Fact]
    public void A_request_is_written_as_the_RFC_says()
    {
        var writer = new HeadWriter();
        writer.StartRequest("GET"u8, "/f?q"u8).Field("Host"u8, "a"u8).End();
        Assert.Equal("GET /f?q HTTP/1.1\r\nHost: a\r\n\r\n", Text(writer.Written));
    }

    [Fact]
    public void Each_start_begins_anew()
    {
        var writer = new HeadWriter();
        writer.Start(200).End();
        writer.Start(404).End();
        Assert.Equal("HTTP/1.1 404 Not Found\r\n\r\n", Text(writer.Written));
        Assert.Equal(Text(writer.Written), Text(writer.WrittenMemory.Span));
    }

    [Fact]
    public void A_status_without_a_phrase_keeps_its_space()
    {
        var writer = new HeadWriter();
        writer.Start(599).End();
        Assert.Equal("HTTP/1.1 599 \r\n\r\n", Text(writer.Written));
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\r\nSet-Cookie: x")]
    [InlineData("a\0b")]
    [InlineData("\u20ac")]
    [InlineData("\u010a")]
    public void A_value_that_would_split_the_message_is_a_bug(string value) =>
        Assert.Throws<ArgumentException>(() => new HeadWriter().Start(200).Field("X"u8, value));

    [Fact]
    public void Bytes_that_would_split_the_message_are_a_bug() =>
        Assert.Throws<ArgumentException>(() => new HeadWriter().Start(200).Field("X"u8, "a\r\nb"u8));

    [Fact]
    public void A_name_that_is_not_a_token_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => new HeadWriter().Start(200).Field("X:"u8, 1));
        Assert.Throws<ArgumentException>(() => new HeadWriter().Start(200).Field(""u8, 1));
    }

    [Fact]
    public void A_request_line_that_would_be_read_otherwise_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => new HeadWriter().StartRequest("GE T"u8, "/"u8));
        Assert.Throws<ArgumentException>(() => new HeadWriter().StartRequest("GET"u8, "/a b"u8));
        Assert.Throws<ArgumentException>(() => new HeadWriter().StartRequest("GET"u8, ""u8));
    }

    [Fact]
    public void A_status_outside_100_to_599_is_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new HeadWriter().Start(600));
}
