using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Messages;
using Weir.Http.Server;

namespace Weir.UnitTests.Http.Server;

public sealed class RequestReaderTests
{
    private static readonly byte[] Stream = Encoding.ASCII.GetBytes(
        string.Concat(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n"
                    + $"POST /{i}l HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                    + $"POST /{i}c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                )
        )
    );

    [Fact]
    public void Requests_are_the_same_however_the_bytes_are_cut()
    {
        var whole = Read(Stream, [Stream.Length]);
        Assert.Equal(60, whole.Count);
        Assert.Equal("/0l hello", whole[1]);
        Assert.Equal("/0c abcde", whole[2]);
        Prop.ForAll(
                Gen.Choose(1, 200).NonEmptyListOf().ToArbitrary(),
                cuts => Read(Stream, [.. cuts]).SequenceEqual(whole)
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("Content-Length: 6\r\n\r\n", false)]
    [InlineData("Content-Length: 5\r\n\r\n", true)]
    public void Announced_body_beyond_the_bound_is_refused_before_it_comes(string rest, bool isTaken)
    {
        var reader = Begin("POST / HTTP/1.1\r\nHost: a\r\n" + rest);
        Assert.Equal(RequestStep.Head, reader.Next());
        Assert.Equal(isTaken, reader.BeginBody(maxKept: 5, maxDiscarded: 0));
        if (isTaken)
            return;
        Assert.Equal(RequestStep.Rejected, reader.Next());
        Assert.Equal(413, reader.Rejection.Status);
    }

    [Fact]
    public void Chunked_body_beyond_the_bound_is_refused_when_it_comes()
    {
        var reader = Begin("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n");
        reader.Next();
        Assert.True(reader.BeginBody(maxKept: 0, maxDiscarded: 5));
        Assert.Equal(RequestStep.Rejected, reader.Next());
        Assert.Equal(413, reader.Rejection.Status);
    }

    [Fact]
    public void Nothing_comes_after_a_refusal()
    {
        var reader = Begin("BAD\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(RequestStep.Rejected, reader.Next());
        Assert.Equal(RequestStep.Rejected, reader.Next());
    }

    private static RequestReader Begin(string text)
    {
        var reader = new RequestReader(HeadLimits.Default, new RequestMemory(1024 * 1024));
        Feed(reader, Encoding.ASCII.GetBytes(text));
        return reader;
    }

    private static List<string> Read(byte[] stream, int[] cuts)
    {
        var reader = new RequestReader(HeadLimits.Default, new RequestMemory(1024 * 1024));
        var requests = new List<string>();
        var at = 0;
        for (var i = 0; at < stream.Length; i++)
        {
            var part = stream.AsSpan(at, Math.Min(cuts[i % cuts.Length], stream.Length - at));
            at += part.Length;
            Feed(reader, part);
            for (var step = reader.Next(); step != RequestStep.NeedMore; step = reader.Next())
            {
                Assert.NotEqual(RequestStep.Rejected, step);
                if (step == RequestStep.Head)
                {
                    reader.BeginBody(100, 100);
                    continue;
                }

                requests.Add(
                    $"{Encoding.ASCII.GetString(reader.Head.Target)} {Encoding.ASCII.GetString(reader.Body.Span)}"
                );
                reader.Reset();
            }
        }

        return requests;
    }

    private static void Feed(RequestReader reader, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Assert.True(reader.TryRoom(out var room));
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            reader.Commit(count);
            bytes = bytes[count..];
        }
    }
}
