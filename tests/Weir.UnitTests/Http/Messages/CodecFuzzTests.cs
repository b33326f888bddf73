using Weir.Http.Fields;
using Weir.Http.Messages;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Messages;

/// <summary>Mutated and random bytes from a fixed seed: nothing throws, nothing reads past its input, what is accepted is stable.</summary>
public class CodecFuzzTests
{
    private const int Cases = 100_000;

    private static readonly byte[][] Seeds =
    [
        Bytes(
            "GET /a/b?c HTTP/1.1\r\nHost: example.org\r\nRange: bytes=0-499\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n"
        ),
        Bytes("POST / HTTP/1.1\r\nHost: a:80\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"),
        Bytes("GET http://a/ HTTP/1.0\r\nContent-Length: 5\r\nAccept: text/html;q=0.5\r\n\r\n"),
        Bytes("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/2\r\nContent-Length: 2\r\n\r\n"),
    ];

    private static readonly byte[] Chunks = Bytes("5\r\nhello\r\n10;a=\"b\"\r\n0123456789abcdef\r\n0\r\nX: y\r\n\r\n");

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\r\n",
            "\r",
            "\n",
            "\0",
            " ",
            "\t",
            ":",
            ",",
            "HTTP/1.1",
            "Host: a\r\n",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "0",
            "ffffffff",
            ";",
            "\"",
            "%2e",
            "..",
            "//",
            "-",
            "*",
            "9223372036854775808",
        }.Select(Bytes),
    ];

    [Fact]
    public void Heads_never_throw_and_those_accepted_are_read_the_same_again()
    {
        var random = new Random(9112);
        HeadParser[] parsers = [new(MessageKind.Request), new(MessageKind.Response)];
        var again = new[] { new HeadParser(MessageKind.Request), new HeadParser(MessageKind.Response) };
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            var bytes = Next(random, Seeds[random.Next(Seeds.Length)]);
            var kind = bytes.StartsWith("HTTP"u8) ? 1 : 0;
            var parser = parsers[kind];
            parser.Reset();
            var status = parser.Parse(bytes);
            Assert.InRange(parser.Consumed, 0, bytes.Length);
            Assert.Equal(status == ParseStatus.Rejected, parser.Rejection != default);
            if (status != ParseStatus.Complete)
                continue;

            accepted++;
            var text = Serialize(parser.Head);
            again[kind].Reset();
            Assert.Equal(ParseStatus.Complete, again[kind].Parse(Bytes(text)));
            Assert.Equal(text, Serialize(again[kind].Head));
            Evaluate(parser.Head);
        }

        // Enough of both, or the test proves nothing.
        Assert.InRange(accepted, Cases / 10, Cases * 9 / 10);
    }

    [Fact]
    public void Mutated_bytes_are_read_the_same_byte_by_byte()
    {
        var random = new Random(9112);
        var parser = new HeadParser(MessageKind.Request);
        for (var i = 0; i < Cases / 20; i++)
        {
            var head = Next(random, Seeds[random.Next(Seeds.Length)]);
            Assert.Equal(Describe(parser, head, []), Describe(parser, head, Enumerable.Range(0, head.Length)));
            var body = Text(Next(random, Chunks));
            Assert.Equal(
                ChunkedDecoderTests.Run(new ChunkedDecoder(), body, []),
                ChunkedDecoderTests.Run(new ChunkedDecoder(), body, Enumerable.Range(0, body.Length))
            );
        }
    }

    [Fact]
    public void Chunks_never_throw_and_give_no_byte_twice()
    {
        var random = new Random(7230);
        var decoder = new ChunkedDecoder();
        var ended = 0;
        for (var i = 0; i < Cases; i++)
        {
            var rest = Next(random, Chunks);
            decoder.Reset();
            ChunkStatus status;
            do
            {
                status = decoder.Decode(rest, out var consumed, out var data);
                Assert.InRange(consumed, data.Length, rest.Length);
                Assert.Equal(status == ChunkStatus.Data, data.Length > 0);
                Assert.True(status != ChunkStatus.NeedMore || consumed == rest.Length);
                rest = rest[consumed..];
            } while (status == ChunkStatus.Data);

            ended += status == ChunkStatus.End ? 1 : 0;
        }

        Assert.InRange(ended, Cases / 10, Cases * 9 / 10);
    }

    [Fact]
    public void Fields_never_throw_and_keep_their_promises()
    {
        var random = new Random(9110);
        byte[][] seeds =
        [
            Bytes("bytes=0-499"),
            Bytes("bytes 0-499/1234"),
            Bytes("W/\"a\", \"b\""),
            Bytes("Sun, 06 Nov 1994 08:49:37 GMT"),
            Bytes("Sunday, 06-Nov-94 08:49:37 GMT"),
            Bytes("Sun Nov  6 08:49:37 1994"),
            Bytes("http://example.org:80/a/%62?c"),
            Bytes("/a/b%20c/d"),
        ];
        for (var i = 0; i < Cases; i++)
        {
            var value = Next(random, seeds[random.Next(seeds.Length)]);
            var size = random.NextInt64(1000);
            if (RangeField.Parse(value, size, out var range) == RangeResult.Satisfiable)
                Assert.True(range.From >= 0 && range.From <= range.To && range.To < size);
            if (ContentRange.TryParse(value, out var content))
                Assert.True(
                    content.From >= 0 && content.From <= content.To && content.To < (content.Size ?? long.MaxValue)
                );
            if (ContentRange.TryParseUnsatisfied(value, out var complete))
                Assert.True(complete >= 0);
            if (EntityTag.TryParse(value, out var tag))
                Assert.Equal(Text(value), tag.ToString());
            EntityTagList.Contains(value, new EntityTag("b"), isStrong: true);
            if (HttpDate.TryParse(value, out var date))
                Assert.Equal(date, Again(date));
            if (RequestTarget.TryParse(value, out var target) && target.Form != TargetForm.Asterisk)
                Assert.True(target.Path.StartsWith("/"u8));
            if (RequestTarget.TryDecodePath(value, out var path) == PathResult.Ok)
                Assert.DoesNotContain("/../", path + "/", StringComparison.Ordinal);
        }
    }

    private static DateTimeOffset Again(DateTimeOffset date)
    {
        var bytes = new byte[HttpDate.Length];
        Assert.True(HttpDate.TryFormat(date, bytes, out _) && HttpDate.TryParse(bytes, out date));
        return date;
    }

    private static void Evaluate(Head head)
    {
        _ = head.KeepAlive;
        Framing.TryForRequest(head, out _, out _);
        Framing.TryForResponse(head, toHead: false, out _, out _);
        Conditions.Evaluate(head, new EntityTag("a"), DateTimeOffset.UnixEpoch);
        Conditions.IfRange(head, new EntityTag("a"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        AcceptField.PrefersJson(head);
    }

    private static ReadOnlySpan<byte> Next(Random random, byte[] seed)
    {
        if (random.Next(20) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = new List<byte>(seed);
        for (var mutations = random.Next(3); mutations > 0; mutations--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(0, at));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(32, 127));
                    break;
                default:
                    bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                    break;
            }
        }

        return bytes.ToArray();
    }
}
