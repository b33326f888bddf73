using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

/// <summary>The law of every incremental decoder: how the bytes are cut changes nothing.</summary>
public class SplitProperties
{
    private static readonly HeadLimits Small = new()
    {
        StartLine = 30,
        Head = 120,
        Fields = 4,
    };

    private static readonly (MessageKind Kind, string Text)[] Heads =
    [
        (MessageKind.Request, "GET /f?a=b HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\nbody"),
        (MessageKind.Request, "\r\n\r\nGET / HTTP/1.0\r\nX:\r\nY: \t z \r\n\r\n\r\n"),
        (MessageKind.Request, "\r\n\r\n\r\n\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/1.1\r\nHost: a\nX: b\0c\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/1.1\r\nHost : a\nX: b\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/1.1\r\nHost: a\r\n folded\0\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/1.1\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/3.0\r\nHost: a\0\r\n\r\n"),
        (MessageKind.Request, "GET /" + new string('x', 40) + "\0 HTTP/1.1\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/1.1\r\nHost: a\r\nX: " + new string('x', 150) + "\n\r\n\r\n"),
        (MessageKind.Request, "GET / HTTP/1.1\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\nHost: a\r\n\r\n"),
        (MessageKind.Response, "HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nab"),
        (MessageKind.Response, "HTTP/1.0 200\r\n\r\n"),
        (MessageKind.Response, "\r\nHTTP/1.1 200 OK\r\n\r\n"),
        (MessageKind.Response, "HTTP/1.1 200 " + new string('x', 40) + "\r\n\r\n"),
    ];

    private static readonly string[] Bodies =
    [
        "0\r\n\r\nnext",
        "2\r\nab\r\n10;x=y\r\n0123456789abcdef\r\n0\r\nX: 1\r\n\r\nnext",
        "2;\nxx\r\n0\r\n\r\n",
        "2\r\nabc\r\n",
        "5\r\nab",
        "ffffffffffffffff\r\n",
        "0\r\nX : 1\r\n\r\n",
    ];

    public static TheoryData<int> HeadIndexes => [.. Enumerable.Range(0, Heads.Length)];

    public static TheoryData<int> BodyIndexes => [.. Enumerable.Range(0, Bodies.Length)];

    [Theory]
    [MemberData(nameof(HeadIndexes))]
    public void A_head_is_read_the_same_however_it_is_cut(int index)
    {
        var (kind, text) = Heads[index];
        var bytes = Bytes(text);
        var parser = new HeadParser(kind, Small);
        var whole = Describe(parser, bytes, []);

        Assert.Equal(whole, Describe(parser, bytes, Enumerable.Range(0, bytes.Length)));
        Prop.ForAll(Cuts(bytes.Length), cuts => Describe(parser, bytes, cuts) == whole).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(BodyIndexes))]
    public void A_chunked_body_is_decoded_the_same_however_it_is_cut(int index)
    {
        var wire = Bodies[index];
        var whole = ChunkedDecoderTests.Run(new ChunkedDecoder(), wire, []);

        Assert.Equal(whole, ChunkedDecoderTests.Run(new ChunkedDecoder(), wire, Enumerable.Range(0, wire.Length)));
        Prop.ForAll(Cuts(wire.Length), cuts => ChunkedDecoderTests.Run(new ChunkedDecoder(), wire, cuts) == whole)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_in_any_chunks_come_out_as_they_went_in() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyArray<byte>[]>(),
                ArbMap.Default.ArbFor<int>(),
                (chunks, seed) =>
                {
                    var body = string.Concat(chunks.Select(c => Text(c.Get)));
                    var wire =
                        string.Concat(chunks.Select(c => $"{c.Get.Length:X};e\r\n{Text(c.Get)}\r\n"))
                        + "0\r\nT: x\r\n\r\n";
                    var random = new Random(seed);
                    var cuts = Enumerable.Range(0, wire.Length).Where(_ => random.Next(4) == 0);
                    return ChunkedDecoderTests.Run(new ChunkedDecoder(), wire, cuts) == $"End|{wire.Length}|{body}";
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_of_any_length_ends_after_it_however_it_is_cut() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                ArbMap.Default.ArbFor<PositiveInt[]>(),
                (length, parts) =>
                {
                    var decoder = new BodyDecoder();
                    decoder.Begin(BodyFraming.OfLength(length.Get));
                    long seen = 0;
                    foreach (var part in parts)
                    {
                        decoder.Decode(new byte[part.Get], out var consumed, out var data);
                        seen += data.Length;
                        if (consumed != data.Length || decoder.IsComplete != (seen == length.Get))
                            return false;
                    }

                    return seen == Math.Min(length.Get, parts.Sum(p => (long)p.Get));
                }
            )
            .QuickCheckThrowOnFailure();

    /// <summary>Ascending places to cut at.</summary>
    private static Arbitrary<int[]> Cuts(int length) =>
        Gen.Choose(0, length).ArrayOf().Select(cuts => cuts.Order().ToArray()).ToArbitrary();
}
