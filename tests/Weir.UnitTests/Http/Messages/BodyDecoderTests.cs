using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class BodyDecoderTests
{
    [Theory]
    [InlineData(FramingKind.None, 0)]
    [InlineData(FramingKind.Length, 0)]
    public void A_body_without_bytes_is_complete_from_the_start(FramingKind kind, long length)
    {
        var decoder = Begin(new BodyFraming(kind, length));
        Assert.True(decoder.IsComplete);
        Assert.Equal(0, decoder.MaxDirectRead);
        Assert.Equal(DecodeStatus.End, decoder.Decode("next"u8, out var consumed, out var data));
        Assert.Equal(0, consumed);
        Assert.True(data.IsEmpty);
    }

    [Fact]
    public void A_body_of_known_length_ends_there_and_leaves_the_rest()
    {
        var decoder = Begin(BodyFraming.OfLength(5));
        Assert.Equal(DecodeStatus.Data, decoder.Decode("abc"u8, out _, out _));
        Assert.Equal(2, decoder.MaxDirectRead);
        Assert.False(decoder.IsComplete);
        Assert.Equal(DecodeStatus.Data, decoder.Decode("deHTTP/1.1"u8, out var consumed, out var data));
        Assert.Equal("de", Text(data));
        Assert.Equal(2, consumed);
        Assert.True(decoder.IsComplete);
        Assert.Equal(DecodeStatus.End, decoder.Decode("HTTP/1.1"u8, out consumed, out _));
        Assert.Equal(0, consumed);
    }

    [Fact]
    public void Bytes_read_directly_count_as_decoded()
    {
        var decoder = Begin(BodyFraming.OfLength(long.MaxValue));
        decoder.Direct(long.MaxValue - 1);
        Assert.Equal(1, decoder.MaxDirectRead);
        Assert.Throws<ArgumentOutOfRangeException>(() => decoder.Direct(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => decoder.Direct(-1));
        decoder.Direct(1);
        Assert.True(decoder.IsComplete);
    }

    [Fact]
    public void Nothing_may_be_read_directly_where_framing_is_mixed_in()
    {
        var decoder = Begin(BodyFraming.Chunked);
        Assert.Equal(0, decoder.MaxDirectRead);
        Assert.Throws<ArgumentOutOfRangeException>(() => decoder.Direct(1));
    }

    [Fact]
    public void A_chunked_body_ends_with_its_last_chunk()
    {
        var decoder = Begin(BodyFraming.Chunked);
        Assert.Equal(DecodeStatus.Data, decoder.Decode("2\r\nab\r\n"u8, out var consumed, out _));
        Assert.Equal(5, consumed);
        Assert.False(decoder.IsComplete);
        Assert.Equal(DecodeStatus.End, decoder.Decode("\r\n0\r\n\r\nnext"u8, out consumed, out _));
        Assert.Equal(7, consumed);
        Assert.True(decoder.IsComplete);
    }

    [Fact]
    public void A_malformed_chunk_refuses_the_body()
    {
        var decoder = Begin(BodyFraming.Chunked);
        Assert.Equal(DecodeStatus.Rejected, decoder.Decode("2;\nxx"u8, out _, out _));
        Assert.Equal(400, decoder.Rejection.Status);
        var why = decoder.Rejection;
        Assert.Equal(ParseStatus.Rejected, decoder.OnEndOfStream());
        Assert.Equal(why, decoder.Rejection);
    }

    [Fact]
    public void A_body_until_close_is_complete_at_the_close_and_not_before()
    {
        var decoder = Begin(BodyFraming.UntilClose);
        Assert.Equal(long.MaxValue, decoder.MaxDirectRead);
        Assert.Equal(DecodeStatus.Data, decoder.Decode("abc"u8, out _, out _));
        decoder.Direct(1000);
        Assert.Equal(DecodeStatus.NeedMore, decoder.Decode(default, out _, out _));
        Assert.False(decoder.IsComplete);
        Assert.Equal(ParseStatus.Complete, decoder.OnEndOfStream());
        Assert.True(decoder.IsComplete);
    }

    [Theory]
    [InlineData(FramingKind.Length, 5, "abcd")]
    [InlineData(FramingKind.Chunked, -1, "4\r\nabcd\r\n")]
    [InlineData(FramingKind.Chunked, -1, "0\r\n")]
    public void A_close_before_the_end_is_a_truncation(FramingKind kind, long length, string wire)
    {
        var decoder = Begin(new BodyFraming(kind, length));
        var rest = Bytes(wire).AsSpan();
        while (decoder.Decode(rest, out var consumed, out _) == DecodeStatus.Data)
            rest = rest[consumed..];
        Assert.Equal(ParseStatus.Rejected, decoder.OnEndOfStream());
        Assert.NotEqual(default, decoder.Rejection);
    }

    [Fact]
    public void A_close_after_the_end_is_none()
    {
        var decoder = Begin(BodyFraming.OfLength(1));
        decoder.Direct(1);
        Assert.Equal(ParseStatus.Complete, decoder.OnEndOfStream());
    }

    private static BodyDecoder Begin(BodyFraming framing)
    {
        var decoder = new BodyDecoder();
        decoder.Begin(framing);
        return decoder;
    }
}
