namespace Weir.Http.Messages;

public enum DecodeStatus
{
    /// <summary>All input is consumed; the body goes on.</summary>
    NeedMore,

    /// <summary>Bytes of the body, a slice of the input.</summary>
    Data,

    /// <summary>The body is over; what was not consumed belongs to the next message.</summary>
    End,

    Rejected,
}

/// <summary>
/// One body of any framing. Bytes go through <see cref="Decode"/>, or, while <see cref="MaxDirectRead"/> allows it,
/// from the socket straight to where they belong, and are then only counted by <see cref="Direct"/>.
/// </summary>
public sealed class BodyDecoder
{
    private readonly ChunkedDecoder _chunked = new();
    private FramingKind _kind;
    private long _remaining;

    /// <summary>Whether the last byte of the body, its framing included, has been seen.</summary>
    public bool IsComplete { get; private set; } = true;

    public Rejection Rejection { get; private set; }

    /// <summary>
    /// How many of the next bytes of the stream are body and nothing else.
    /// 0 when the body is complete or chunked: framing is mixed in. <see cref="long.MaxValue"/> until close.
    /// </summary>
    public long MaxDirectRead =>
        IsComplete || _kind == FramingKind.Chunked ? 0
        : _kind == FramingKind.Length ? _remaining
        : long.MaxValue;

    public void Begin(BodyFraming framing)
    {
        _kind = framing.Kind;
        _remaining = framing.Length;
        _chunked.Reset();
        Rejection = default;
        IsComplete = _kind == FramingKind.None || framing is { Kind: FramingKind.Length, Length: 0 };
    }

    /// <summary>Gives the next part of the body. Call again with what was not consumed until it is not Data.</summary>
    public DecodeStatus Decode(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        if (_kind == FramingKind.Chunked)
            return DecodeChunked(input, out consumed, out data);

        data = input[..(int)Math.Min(input.Length, MaxDirectRead)];
        consumed = data.Length;
        if (IsComplete)
            return DecodeStatus.End;
        Direct(consumed);
        return consumed > 0 ? DecodeStatus.Data : DecodeStatus.NeedMore;
    }

    /// <summary>Counts bytes that went past the decoder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxDirectRead"/>.</exception>
    public void Direct(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxDirectRead);
        if (_kind != FramingKind.Length)
            return;
        _remaining -= count;
        IsComplete = _remaining == 0;
    }

    /// <summary>The sender closed: Complete only where that is how the body ends, or when it had ended before (RFC 9112 8).</summary>
    public ParseStatus OnEndOfStream()
    {
        IsComplete |= _kind == FramingKind.UntilClose;
        if (IsComplete)
            return ParseStatus.Complete;
        if (Rejection == default)
            Rejection = new Rejection(400, "The connection closed before the end of the body.");
        return ParseStatus.Rejected;
    }

    private DecodeStatus DecodeChunked(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        var status = _chunked.Decode(input, out consumed, out data);
        IsComplete = status == ChunkStatus.End;
        Rejection = _chunked.Rejection;
        return status switch
        {
            ChunkStatus.Data => DecodeStatus.Data,
            ChunkStatus.End => DecodeStatus.End,
            ChunkStatus.Rejected => DecodeStatus.Rejected,
            _ => DecodeStatus.NeedMore,
        };
    }
}
