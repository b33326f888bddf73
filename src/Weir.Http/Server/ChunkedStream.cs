using System.Buffers.Text;
using Weir.Transport.Loop;

namespace Weir.Http.Server;

// RFC 9112 7.1, one chunk for each part that the body gives:
//
//   size in hex  CR LF   part   CR LF  ...  0  CR LF  CR LF
//
// The CR LF behind a part goes together with the size of the next one.

/// <summary>The parts of a streamed body on their way to one peer, with chunk framing around them or without. Loop only.</summary>
internal sealed class ChunkedStream(StreamedBody body, bool isChunked)
{
    /// <summary>CR LF, 8 hex digits, CR LF; and the longest end: CR LF 0 CR LF CR LF.</summary>
    private const int LongestFrame = 12;

    private readonly byte[] _frame = isChunked ? new byte[LongestFrame] : [];
    private int _frameStart;
    private int _frameEnd;
    private ReadOnlyMemory<byte> _part;
    private FileStretch _stretch;
    private bool _hasFramed;

    /// <summary>Whether the last byte of it, framing included, has gone.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Bytes that can be sent now.</summary>
    public int Available => FrameLeft + PartLeft;

    /// <summary>The stretch of a file that comes next; nothing of one when the next bytes are others.</summary>
    public FileStretch Stretch => FrameLeft > 0 ? default : _stretch;

    private int PartLeft => _part.Length + _stretch.Count;

    private int FrameLeft => _frameEnd - _frameStart;

    /// <summary>Asks the body for its next part when there is nothing left of the one before.</summary>
    public BodyStep Refill()
    {
        if (Available > 0)
            return BodyStep.Data;
        if (IsOver)
            return BodyStep.End;
        var step = body.Peek(out _part);
        _stretch = step == BodyStep.File ? body.Stretch : default;
        if (step is BodyStep.Data or BodyStep.File && isChunked)
            Frame(PartLeft);
        if (step == BodyStep.End)
        {
            IsOver = true;
            if (isChunked)
                Frame(0);
        }

        return step;
    }

    /// <summary>Sends up to <paramref name="most"/> bytes, framing among them.</summary>
    /// <param name="bodyBytes">How many of those sent belong to the body.</param>
    public IoResult Send(LoopChannel channel, int most, out int bodyBytes)
    {
        bodyBytes = 0;
        if (FrameLeft > 0)
        {
            var frame = channel.Write(
                _frame.AsSpan(_frameStart, Math.Min(most, FrameLeft)),
                isMoreComing: PartLeft > 0
            );
            _frameStart += frame.Bytes;
            return frame;
        }

        if (_stretch.Count > 0)
        {
            var (file, offset, count) = _stretch;
            var moved = channel.SendFile(file, offset, Math.Min(most, count));
            bodyBytes = moved.Bytes;
            _stretch = new FileStretch(file, offset + moved.Bytes, count - moved.Bytes);
            if (moved.Bytes > 0)
                body.Advance(moved.Bytes);
            return moved;
        }

        var sent = channel.Write(_part.Span[..Math.Min(most, _part.Length)]);
        bodyBytes = sent.Bytes;
        _part = _part[sent.Bytes..];
        if (sent.Bytes > 0)
            body.Advance(sent.Bytes);
        return sent;
    }

    private void Frame(int size)
    {
        _frameStart = _frameEnd = 0;
        if (_hasFramed)
            Append("\r\n"u8);
        _hasFramed = true;
        Utf8Formatter.TryFormat(size, _frame.AsSpan(_frameEnd), out var digits, 'x');
        _frameEnd += digits;
        Append("\r\n"u8);
        if (size == 0)
            Append("\r\n"u8);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_frame.AsSpan(_frameEnd));
        _frameEnd += text.Length;
    }
}
