using System.Buffers;
using System.IO.Pipelines;

namespace Weir.Collector.Ingest;

/// <summary>Takes a stream apart at its line ends, with bounds on a line and on all of it. One thread.</summary>
public sealed class LineSplitter(PipeReader reader, IngestLimits limits)
{
    private bool _isSkipping;

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
            var result = await reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            if (Taken + buffer.Length > limits.Inflated.Bytes)
            {
                IsTooLarge = true;
                return null;
            }

            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Take(buffer.Slice(0, end));
                Advance(buffer, buffer.GetPosition(1, end));
                if (line is not null)
                    return Counted(line);
                continue;
            }

            if (result.IsCompleted)
            {
                var line = buffer.IsEmpty && !_isSkipping ? null : Take(buffer);
                Advance(buffer, buffer.End);
                return line is null ? null : Counted(line);
            }

            if (buffer.Length > limits.Line.Bytes)
            {
                _isSkipping = true;
                Advance(buffer, buffer.End);
            }
            else
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    private Line? Take(ReadOnlySequence<byte> bytes)
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

    private void Advance(ReadOnlySequence<byte> buffer, SequencePosition to)
    {
        Taken += buffer.Slice(0, to).Length;
        reader.AdvanceTo(to);
    }
}
