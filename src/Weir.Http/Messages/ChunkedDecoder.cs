using Weir.Http.Fields;

namespace Weir.Http.Messages;

// RFC 9112 7.1:
//
//   +--------------------------------+
//   | 1*16HEXDIG [ ext ]    CR  LF   |  size > 0    ext = BWS ";" anything but controls
//   +--------------------------------+
//   | size bytes of data    CR  LF   |
//   +--------------------------------+  ... any number of chunks
//   | 1*16"0" [ ext ]       CR  LF   |
//   +--------------------------------+
//   | name ":" value        CR  LF   |  0..n trailer fields, checked and dropped
//   +--------------------------------+
//   |                       CR  LF   |
//   +--------------------------------+
//
// CR is followed by LF and LF preceded by CR wherever it stands, in extensions too: a decoder that ends a line
// at a bare LF sees other chunks than one that does not (CVE-2025-55315 and its class).

public enum ChunkStatus
{
    /// <summary>All input is consumed; the body goes on.</summary>
    NeedMore,

    /// <summary>Bytes of the body, a slice of the input.</summary>
    Data,

    /// <summary>The body and its trailers are over; what was not consumed belongs to the next message.</summary>
    End,

    Rejected,
}

/// <summary>Takes a chunked body out of its framing, in whatever parts the bytes come.</summary>
public sealed class ChunkedDecoder
{
    private const int MaxDigits = 16;
    private const int MaxExtension = 1024;
    private const int MaxTrailers = 8192;

    // Extensions may not outweigh the body, or a sender makes us work for bytes that nobody gets (CVE-2023-39326).
    private const int FreeExtensions = 16384;

    private State _state;
    private int _digits;
    private long _remaining;
    private int _extension;
    private long _extensions;
    private long _data;
    private int _trailers;

    private enum State : byte
    {
        Size,
        BeforeExtension,
        Extension,
        SizeLineFeed,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        TrailerStart,
        TrailerName,
        TrailerValue,
        TrailerLineFeed,
        LastLineFeed,
        End,
        Rejected,
    }

    public Rejection Rejection { get; private set; }

    /// <summary>Gives the next part of the body. Call again with what was not consumed until NeedMore, End or Rejected.</summary>
    public ChunkStatus Decode(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        data = default;
        for (consumed = 0; _state < State.End && consumed < input.Length; )
        {
            if (_state == State.Data)
            {
                data = TakeData(input[consumed..]);
                consumed += data.Length;
                return ChunkStatus.Data;
            }

            Step(input[consumed++]);
        }

        return _state switch
        {
            State.End => ChunkStatus.End,
            State.Rejected => ChunkStatus.Rejected,
            _ => ChunkStatus.NeedMore,
        };
    }

    public void Reset()
    {
        _state = State.Size;
        _digits = _extension = _trailers = 0;
        _remaining = _extensions = _data = 0;
        Rejection = default;
    }

    private ReadOnlySpan<byte> TakeData(ReadOnlySpan<byte> input)
    {
        var data = input[..(int)Math.Min(input.Length, _remaining)];
        _remaining -= data.Length;
        _data = Math.Min(_data, long.MaxValue - data.Length) + data.Length;
        if (_remaining == 0)
            _state = State.DataCarriageReturn;
        return data;
    }

    private void Step(byte b) =>
        _state = _state switch
        {
            State.Size => TakeSize(b),
            State.BeforeExtension or State.Extension => TakeExtension(b),
            State.SizeLineFeed => b == '\n' ? BeginData() : Reject("A chunk-size line without CRLF."),
            State.DataCarriageReturn => b == '\r' ? State.DataLineFeed : Reject("Chunk data without CRLF after it."),
            State.DataLineFeed => b == '\n' ? BeginSize() : Reject("Chunk data without CRLF after it."),
            State.LastLineFeed => b == '\n' ? State.End : Reject("A chunked body without CRLF at its end."),
            _ => TakeTrailer(b),
        };

    private State BeginSize()
    {
        _digits = _extension = 0;
        return State.Size;
    }

    private State BeginData() => _remaining > 0 ? State.Data : State.TrailerStart;

    private State TakeSize(byte b)
    {
        if (char.IsAsciiHexDigit((char)b))
        {
            // The 16th digit may fill the sign bit: no body is that long.
            if (++_digits > MaxDigits || _remaining >> 59 != 0)
                return Reject("A chunk-size that is too large.");
            _remaining = (_remaining << 4) | (uint)HexDigit.Value(b);
            return State.Size;
        }

        if (_digits == 0)
            return Reject("A chunk without a size.");
        return b == '\r' ? State.SizeLineFeed : TakeExtension(b);
    }

    private State TakeExtension(byte b)
    {
        if (++_extension > MaxExtension || ++_extensions - FreeExtensions > _data)
            return Reject("Chunk extensions that are too long.");
        if (b == ';')
            return State.Extension;
        if (_state != State.Extension)
            return b is (byte)' ' or (byte)'\t' ? State.BeforeExtension : Reject("A malformed chunk-size.");
        return b == '\r' ? State.SizeLineFeed
            : CommonRules.IsControl(b) ? Reject("A control character in a chunk extension.")
            : State.Extension;
    }

    /// <summary>RFC 9112 7.1.2: trailers are dropped, never merged into the head; malformed ones refuse the message.</summary>
    private State TakeTrailer(byte b)
    {
        if (++_trailers > MaxTrailers)
            return Reject("Trailers that are too large.", 431);
        return _state switch
        {
            State.TrailerLineFeed => b == '\n' ? State.TrailerStart : Reject("A trailer without CRLF."),
            State.TrailerStart when b == '\r' => State.LastLineFeed,
            State.TrailerName when b == ':' => State.TrailerValue,
            State.TrailerStart or State.TrailerName => CommonRules.IsToken([b])
                ? State.TrailerName
                : Reject("A malformed trailer."),
            _ when b == '\r' => State.TrailerLineFeed,
            _ => CommonRules.IsControl(b) ? Reject("A control character in a trailer.") : State.TrailerValue,
        };
    }

    private State Reject(string reason, int status = 400)
    {
        Rejection = new Rejection(status, reason);
        return State.Rejected;
    }
}
