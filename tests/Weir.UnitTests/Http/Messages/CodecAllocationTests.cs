using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.UnitTests.Http.Messages;

public class CodecAllocationTests
{
    private static readonly byte[] Request = Wire.Bytes(
        "GET /big.iso HTTP/1.1\r\nHost: example.org\r\nRange: bytes=0-1048575\r\nIf-Range: \"abc\"\r\n"
            + "If-None-Match: \"x\", \"y\"\r\nAccept: text/html, application/json;q=0.9\r\nConnection: keep-alive\r\n"
            + "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"
    );

    private static readonly byte[] Response = Wire.Bytes(
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-9/10\r\nTransfer-Encoding: chunked\r\n\r\n"
    );

    private static readonly byte[] Chunks = Wire.Bytes("5;x\r\nhello\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n");

    private readonly HeadParser _request = new(MessageKind.Request);
    private readonly HeadParser _response = new(MessageKind.Response);
    private readonly BodyDecoder _body = new();
    private readonly HeadWriter _writer = new();
    private readonly EntityTag _tag = new("abc");
    private readonly DateTimeOffset _modified = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_warm_codec_allocates_nothing()
    {
        for (var i = 0; i < 100; i++)
            Exchange();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Exchange();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What a server and a client do for one range of a file.</summary>
    private void Exchange()
    {
        Serve();
        Receive();
    }

    private void Serve()
    {
        _request.Reset();
        for (var cut = 100; cut < Request.Length; cut += 100)
            _request.Parse(Request.AsSpan(0, cut));
        _request.Parse(Request);
        var head = _request.Head;
        if (
            !Framing.TryForRequest(head, out var framing, out _)
            || !head.KeepAlive
            || AcceptField.PrefersJson(head)
            || !RequestTarget.TryParse(head.Target, out _)
            || Conditions.Evaluate(head, _tag, _modified) != ConditionResult.Proceed
            || !Conditions.IfRange(head, _tag, _modified, _modified)
            || !head.TryGet("Range"u8, out var value)
            || RangeField.Parse(value, 1 << 30, out var range) != RangeResult.Satisfiable
        )
            throw new InvalidOperationException("Not the request that was sent.");

        _body.Begin(framing);
        _writer
            .Start(206)
            .Date("Date"u8, _modified)
            .Field("ETag"u8, _tag)
            .Field("Content-Length"u8, range.Length)
            .Field("Content-Range"u8, new ContentRange(range.From, range.To, 1 << 30))
            .Field("Server"u8, "weir")
            .End();
    }

    private void Receive()
    {
        _response.Reset();
        _response.Parse(Response);
        if (
            !Framing.TryForResponse(_response.Head, false, out var framing, out _)
            || !_response.Head.TryGet("Content-Range"u8, out var value)
            || !ContentRange.TryParse(value, out _)
        )
            throw new InvalidOperationException("Not the response that was sent.");

        _body.Begin(framing);
        var rest = Chunks.AsSpan();
        while (_body.Decode(rest, out var consumed, out _) == DecodeStatus.Data)
            rest = rest[consumed..];
        if (!_body.IsComplete)
            throw new InvalidOperationException("Not the body that was sent.");
    }
}
