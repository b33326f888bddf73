using System.Buffers;
using System.IO.Pipelines;

namespace Weir.Collector.Ingest;

/// <summary>Takes a stream apart at its line ends, with bounds on a line and on all of it. One thread.</summary>
public sealed class LineSplitter(PipeReader reader, IngestLimits limits)
{
    private bool _isSkipping;

    /// <summary>What was read and not passed yet, while <see cref="_isOpen"/>: many lines for one read.</summary>
    private ReadOnlySequence<byte> _buffer;
    private bool _isOpen;
    private bool _isLast;

    /// <summary>Bytes so far, those of line ends too.</summary>
    public long Taken { get; private set; }

    /// <summary>The number of the last line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>True when the stream was longer than the limits allow.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>
    /// The next line without its end; null when there is none, or too much. A line that is too long comes as an empty
    /// array with <see cref="Line.IsTooLong"/> set.
    /// </summary>
    public async ValueTask<Line?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (!_isOpen && !await TryReadAsync(cancellation))
                return null;
            if (_buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Take(_buffer.Slice(0, end));
                Pass(_buffer.GetPosition(1, end));
                return Counted(line);
            }

            if (_isLast)
            {
                var line = _buffer.IsEmpty && !_isSkipping ? null : Take(_buffer);
                Pass(_buffer.End);
                return line is null ? null : Counted(line);
            }

            if (_buffer.Length > limits.Line.Bytes)
            {
                _isSkipping = true;
                Pass(_buffer.End);
            }

            reader.AdvanceTo(_buffer.Start, _buffer.End);
            _isOpen = false;
        }
    }

    /// <summary>False when there is too much.</summary>
    private async ValueTask<bool> TryReadAsync(CancellationToken cancellation)
    {
        var result = await reader.ReadAsync(cancellation);
        (_buffer, _isLast, _isOpen) = (result.Buffer, result.IsCompleted, true);
        IsTooLarge = Taken + _buffer.Length > limits.Inflated.Bytes;
        return !IsTooLarge;
    }

    private Line Take(ReadOnlySequence<byte> bytes)
    {
        Number++;
        var isTooLong = _isSkipping || bytes.Length > limits.Line.Bytes;
        _isSkipping = false;
        if (isTooLong)
            return new Line(Number, default, IsTooLong: true);
        var line = bytes.ToArray().AsMemory();
        if (Number == 1 && line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        return new Line(Number, line.Trim(" \t\r"u8), IsTooLong: false);
    }

    private Line? Counted(Line line)
    {
        IsTooLarge = Number > limits.Lines;
        return IsTooLarge ? null : line;
    }

    private void Pass(SequencePosition to)
    {
        Taken += _buffer.Slice(0, to).Length;
        _buffer = _buffer.Slice(to);
    }
}
