using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

public class ChunkedDecoderTests
{
    [Theory]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("2\r\nab\r\n0\r\n\r\n", "ab")]
    [InlineData("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "abc")]
    [InlineData("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789")]
    [InlineData("0000000000000002\r\nab\r\n0000000000000000\r\n\r\n", "ab")]
    [InlineData("2;x\r\nab\r\n0\r\n\r\n", "ab")]
    [InlineData("2;x=y;z=\"q;\\\"\"\r\nab\r\n0;last\r\n\r\n", "ab")]
    [InlineData("2 ;x\r\nab\r\n0\t ;y\r\n\r\n", "ab")]
    [InlineData("2\r\n\r\n\r\n0\r\n\r\n", "\r\n")]
    [InlineData("2\r\nab\r\n0\r\nDigest: x\r\nEmpty:\r\n\r\n", "ab")]
    public void A_body_is_taken_out_of_its_chunks(string wire, string body) =>
        Assert.Equal($"End|{wire.Length}|{body}", Run(wire + "next"));

    [Theory]
    [InlineData("\r\n")]
    [InlineData(";x\r\n")]
    [InlineData("g\r\n")]
    [InlineData("0x2\r\nab\r\n")]
    [InlineData("+2\r\nab\r\n")]
    [InlineData("-2\r\nab\r\n")]
    [InlineData(" 2\r\nab\r\n")]
    [InlineData("2 \r\nab\r\n")]
    [InlineData("2 2\r\nab\r\n")]
    [InlineData("2_0\r\nab\r\n")]
    [InlineData("00000000000000002\r\nab\r\n")]
    [InlineData("8000000000000000\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n\r\n")]
    [InlineData("10000000000000000\r\n\r\n")]
    public void A_chunk_size_of_any_other_form_is_refused(string wire) =>
        Assert.StartsWith("Rejected", Run(wire), StringComparison.Ordinal);

    [Fact]
    public void The_largest_size_is_accepted() => Assert.Equal("NeedMore|20|ab", Run("7fffffffffffffff\r\nab"));

    [Theory]
    [InlineData("2\nab\r\n0\r\n\r\n")]
    [InlineData("2\rab\r\n0\r\n\r\n")]
    [InlineData("2\rXab\r\n0\r\n\r\n")]
    [InlineData("2\r\nab\n0\r\n\r\n")]
    [InlineData("2\r\nab\r0\r\n\r\n")]
    [InlineData("2\r\nab0\r\n\r\n")]
    [InlineData("2\r\nabc\r\n0\r\n\r\n")]
    [InlineData("0\n\r\n")]
    [InlineData("0\r\n\n")]
    [InlineData("0\r\n\r\r")]
    [InlineData("0\r\nX: 1\n\r\n")]
    [InlineData("0\r\nX: 1\r\r\n\r\n")]
    [InlineData("0\r\nX: 1\r?\r\n")]
    [InlineData("2\r\nab\r?0\r\n\r\n")]
    public void Line_ends_other_than_CRLF_are_refused(string wire) =>
        Assert.StartsWith("Rejected", Run(wire), StringComparison.Ordinal);

    [Theory]
    [InlineData("2;\nxx\r\n0\r\n\r\n")]
    [InlineData("2;x\nyy\r\n0\r\n\r\n")]
    [InlineData("2;x\ryy\r\n0\r\n\r\n")]
    [InlineData("2;\"x\ny\"\r\nab\r\n0\r\n\r\n")]
    [InlineData("2;\"x\ry\"\r\nab\r\n0\r\n\r\n")]
    [InlineData("2;x\r\r\nab\r\n0\r\n\r\n")]
    [InlineData("2 \n;x\r\nab\r\n0\r\n\r\n")]
    [InlineData("2;x\0\r\nab\r\n0\r\n\r\n")]
    public void A_chunk_extension_with_a_bare_line_end_is_refused(string wire) =>
        Assert.StartsWith("Rejected", Run(wire), StringComparison.Ordinal);

    [Fact]
    public void A_chunk_extension_without_end_is_refused() =>
        Assert.StartsWith("Rejected", Run("2;" + new string('x', 1024)), StringComparison.Ordinal);

    [Fact]
    public void Extensions_that_outweigh_the_body_are_refused()
    {
        var chunk = "1;" + new string('x', 1000) + "\r\na\r\n";
        Assert.StartsWith("NeedMore", Run(Repeat(chunk, 16)), StringComparison.Ordinal);
        Assert.StartsWith("Rejected", Run(Repeat(chunk, 17)), StringComparison.Ordinal);
    }

    [Fact]
    public void Extensions_lighter_than_the_body_go_on_for_ever()
    {
        var chunk = "400;" + new string('x', 1000) + "\r\n" + new string('a', 1024) + "\r\n";
        Assert.StartsWith("End", Run(Repeat(chunk, 200) + "0\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X : 1\r\n")]
    [InlineData(" X: 1\r\n")]
    [InlineData("X: 1\r\n folded\r\n")]
    [InlineData(": 1\r\n")]
    [InlineData("X\r\n")]
    [InlineData("X: \0\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    public void A_malformed_trailer_is_refused(string trailer) =>
        Assert.StartsWith("Rejected", Run("0\r\n" + trailer + "\r\n"), StringComparison.Ordinal);

    [Fact]
    public void Trailers_that_are_too_large_are_refused_with_431()
    {
        var decoder = new ChunkedDecoder();
        var status = decoder.Decode(Bytes("0\r\n" + Repeat("X: 0123456789\r\n", 1000)), out _, out _);
        Assert.Equal(ChunkStatus.Rejected, status);
        Assert.Equal(431, decoder.Rejection.Status);
    }

    [Fact]
    public void Data_is_a_part_of_the_input_and_not_a_copy()
    {
        var wire = Bytes("2\r\nab\r\n");
        var status = new ChunkedDecoder().Decode(wire, out var consumed, out var data);
        Assert.Equal(ChunkStatus.Data, status);
        Assert.Equal(5, consumed);
        Assert.True(data.Overlaps(wire, out var offset));
        Assert.Equal(-3, offset);
    }

    [Fact]
    public void After_the_end_nothing_more_is_consumed()
    {
        var decoder = new ChunkedDecoder();
        decoder.Decode("0\r\n\r\n"u8, out _, out _);
        Assert.Equal(ChunkStatus.End, decoder.Decode("2\r\n"u8, out var consumed, out _));
        Assert.Equal(0, consumed);
    }

    [Fact]
    public void After_a_reset_the_next_body_is_decoded()
    {
        var decoder = new ChunkedDecoder();
        decoder.Decode("2;x\r\nabX"u8, out _, out _);
        decoder.Decode("X"u8, out _, out _);
        Assert.Equal(400, decoder.Rejection.Status);
        decoder.Reset();
        Assert.Equal("End|11|c", Run(decoder, "1\r\nc\r\n0\r\n\r\n", []));
    }

    private static string Run(string wire) => Run(new ChunkedDecoder(), wire, []);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    /// <summary>Status, bytes consumed and body, after these parts.</summary>
    internal static string Run(ChunkedDecoder decoder, string wire, IEnumerable<int> cuts)
    {
        var bytes = Bytes(wire);
        var body = new System.Text.StringBuilder();
        var position = 0;
        var status = ChunkStatus.NeedMore;
        foreach (var cut in cuts.Append(bytes.Length))
        {
            do
            {
                status = decoder.Decode(bytes.AsSpan(position, cut - position), out var consumed, out var data);
                position += consumed;
                body.Append(Text(data));
            } while (status == ChunkStatus.Data);
            if (status != ChunkStatus.NeedMore)
                break;
        }

        return $"{status}|{position}|{body}";
    }
}
