using System.Text;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Agent.Spool;

/// <summary>
/// Keeps records on the disk until they are acknowledged, so that neither a crash nor an outage loses one. Safe for many
/// writers and one reader.
/// </summary>
/// <remarks>
/// 1. A record is appended to the newest segment and flushed before <see cref="Append"/> returns. 2. The reader takes the
/// oldest records and acknowledges them; the place behind them goes into the state, and segments before it are deleted.
/// A process that dies between the two sends some records again, under the same ids. 3. Beyond its size the spool drops
/// its oldest segment: the state says so together with the gap record that tells of it, in one step, and the gap record
/// is then spooled like any other. 4. Records that a full disk refuses wait in memory for the next call.
/// </remarks>
public sealed class RecordSpool : IDisposable
{
    /// <summary>Records that wait in memory while the disk takes none; about 10 MB.</summary>
    private const int MostUnwritten = 10_000;

    private readonly Lock _lock = new(); // guards all below
    private readonly SpoolOptions _options;
    private readonly TimeProvider _time;
    private readonly SpoolFolder _folder;
    private readonly List<Segment> _segments;
    private readonly Queue<string> _unwritten = [];
    private SpoolPosition _position;
    private long _lastNumber;
    private Segment? _current;
    private GapRecord? _gap;
    private TaskCompletionSource _more = NewSignal();
    private bool _isClosed;

    private RecordSpool(SpoolOptions options, SpoolFolder folder, TimeProvider time)
    {
        _options = SpoolOptions.Validate(options);
        _folder = folder;
        _time = time;
        var state = folder.ReadState() ?? SpoolState.Empty;
        _position = state.Position;
        _gap = Gaps.Parse(state.Gap);
        _segments = [.. folder.Segments()];
        _lastNumber = Math.Max(_position.Segment, _segments.Count > 0 ? _segments[^1].Number : 0);
        var damaged = 0;
        foreach (var segment in _segments)
            segment.Left = LeftIn(segment, ref damaged).Count;
        DropAcknowledged();
        Recovery = new SpoolRecovery(_segments.Sum(s => s.Left), damaged);
    }

    /// <summary>What was there at the start.</summary>
    public SpoolRecovery Recovery { get; }

    /// <summary>Records that are not acknowledged.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
                return _segments.Sum(segment => segment.Left) + _unwritten.Count;
        }
    }

    /// <summary>Opens the spool and keeps other agents out of it.</summary>
    public static RecordSpool? Open(SpoolOptions options, TimeProvider time, out SpoolFault? fault)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        fault = null;
        SpoolFolder? folder = null;
        try
        {
            folder = SpoolFolder.Open(options.Folder);
            return new RecordSpool(options, folder, time);
        }
        catch (Exception e) when (SpoolFault.IsStorage(e))
        {
            fault = SpoolFault.Of(e, folder is null ? SpoolFolder.LockPath(options.Folder) : options.Folder);
            folder?.Dispose();
            return null;
        }
    }

    /// <summary>
    /// Keeps a record. Without a fault it, and what waited before it, is on the disk; with one it waits in memory.
    /// </summary>
    /// <param name="record">One line of JSON, without its line end.</param>
    public SpoolFault? Append(string record)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_unwritten.Count >= MostUnwritten)
                _gap = Gaps.Of([_unwritten.Dequeue()], _gap, _options.Agent, "the disk took no more records", _time);
            _unwritten.Enqueue(record);
            return WriteAll();
        }
    }

    /// <summary>Tries again to write what waits in memory; null when nothing waits any more.</summary>
    public SpoolFault? Retry()
    {
        lock (_lock)
            return _isClosed ? null : WriteAll();
    }

    /// <summary>The oldest records, none when all are acknowledged. Stays the same until <see cref="Acknowledge"/>.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">The most bytes of them together; one record is given however long it is.</param>
    public SpoolBatch Read(int maxRecords, long maxBytes, out SpoolFault? fault)
    {
        lock (_lock)
        {
            fault = null;
            var records = new List<string>();
            var taken = 0L;
            var after = _position;
            var segment = _segments.Find(s => s.Number >= _position.Segment);
            try
            {
                while (segment is not null)
                {
                    var (whole, offset) = Take(segment, records, maxRecords, maxBytes, ref taken);
                    after = new SpoolPosition(segment.Number, offset);
                    if (!whole)
                        break;
                    var next = segment.Number + 1;
                    segment = _segments.Find(s => s.Number >= next);
                }
            }
            catch (Exception e) when (SpoolFault.IsStorage(e))
            {
                fault = SpoolFault.Of(e, segment!.Path);
            }
            return new SpoolBatch(records, after);
        }
    }

    /// <summary>These records, and all before them, need not be kept any longer.</summary>
    public SpoolFault? Acknowledge(SpoolBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_lock)
        {
            // Thinning may have gone beyond it meanwhile.
            if (batch.After > _position)
                _position = batch.After;
            var fault = SaveState();
            try
            {
                DropAcknowledged();
                if (_segments.Find(s => s.Number == _position.Segment) is { } segment)
                {
                    var damaged = 0;
                    segment.Left = LeftIn(segment, ref damaged).Count;
                }
            }
            catch (Exception e) when (SpoolFault.IsStorage(e))
            {
                fault ??= SpoolFault.Of(e, _options.Folder);
            }
            return fault;
        }
    }

    /// <summary>Puts a record that the collector refused for good where people find it.</summary>
    public SpoolFault? SetAside(string record, string reason)
    {
        lock (_lock)
        {
            try
            {
                _folder.SetAside(record, reason, _time.GetUtcNow());
                return null;
            }
            catch (Exception e) when (SpoolFault.IsStorage(e))
            {
                return SpoolFault.Of(e, _folder.RejectedPath);
            }
        }
    }

    /// <summary>Ends when there is a record to read.</summary>
    public Task WaitForRecordsAsync(CancellationToken cancellation)
    {
        lock (_lock)
            return _segments.Exists(segment => segment.Left > 0)
                ? Task.CompletedTask
                : _more.Task.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            foreach (var segment in _segments)
                segment.Dispose();
            _folder.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SpoolFault? WriteAll()
    {
        try
        {
            while (_unwritten.TryPeek(out var record))
            {
                Write(SpoolFormat.Encode(record));
                _unwritten.Dequeue();
            }
            if (_gap is not { } gap)
                return null;
            Write(SpoolFormat.Encode(MeasurementsJson.ToLine(gap)));
            _gap = null;
            return SaveState();
        }
        catch (Exception e) when (SpoolFault.IsStorage(e))
        {
            return SpoolFault.Of(e, _options.Folder);
        }
    }

    private void Write(byte[] bytes)
    {
        while (_segments.Count > 0 && _segments.Sum(s => s.End) + bytes.Length > _options.MaxSize.Bytes)
            Thin();
        if (_current is not null && _current.End > 0 && _current.End + bytes.Length > _options.SegmentSize)
            Close();
        if (_current is null)
        {
            _current = _folder.NewSegment(_lastNumber + 1);
            _lastNumber++;
            _segments.Add(_current);
        }

        try
        {
            _current.Append(bytes);
        }
        catch (Exception e) when (SpoolFault.IsStorage(e))
        {
            // After a write or a flush that failed nobody knows what the file holds: the record goes into a new one.
            Abandon(_current);
            throw;
        }
        _current.Left++;
        var more = _more;
        _more = NewSignal();
        more.SetResult();
    }

    private void Close()
    {
        _current?.Dispose();
        _current = null;
    }

    private void Abandon(Segment segment)
    {
        Close();
        if (segment.End > 0)
            return;
        _segments.Remove(segment);
        segment.Delete();
    }

    private void Thin()
    {
        var oldest = _segments[0];
        var damaged = 0;
        var lost = LeftIn(oldest, ref damaged);
        if (lost.Count > 0)
            _gap = Gaps.Of(
                lost,
                _gap,
                _options.Agent,
                $"the spool was full ({_options.MaxSize}): records were thinned out before they could be delivered",
                _time
            );
        _position = new SpoolPosition(oldest.Number + 1, 0);
        _folder.WriteState(State);
        if (oldest == _current)
            Close();
        _segments.RemoveAt(0);
        oldest.Delete();
    }

    /// <summary>The records of a segment that are not acknowledged.</summary>
    private List<string> LeftIn(Segment segment, ref int damaged)
    {
        var records = new List<string>();
        ReadOnlySpan<byte> rest = segment.Read(OffsetIn(segment));
        while (
            SpoolFormat.Next(rest, out var record, out var consumed)
                is var part
                    and (SpoolPart.Record or SpoolPart.Damaged)
        )
        {
            if (part == SpoolPart.Record)
                records.Add(Encoding.UTF8.GetString(record));
            else
                damaged++;
            rest = rest[consumed..];
        }
        return records;
    }

    /// <returns>Whether the segment was read to its end, and how far it was read.</returns>
    private (bool Whole, long Offset) Take(
        Segment segment,
        List<string> records,
        int maxRecords,
        long maxBytes,
        ref long taken
    )
    {
        var offset = OffsetIn(segment);
        ReadOnlySpan<byte> rest = segment.Read(offset);
        while (
            SpoolFormat.Next(rest, out var record, out var consumed)
                is var part
                    and (SpoolPart.Record or SpoolPart.Damaged)
        )
        {
            if (part == SpoolPart.Record)
            {
                taken += record.Length;
                if (records.Count >= maxRecords || (records.Count > 0 && taken > maxBytes))
                    return (false, offset);
                records.Add(Encoding.UTF8.GetString(record));
            }

            offset += consumed;
            rest = rest[consumed..];
        }
        return (true, segment.End);
    }

    private long OffsetIn(Segment segment) =>
        segment.Number == _position.Segment ? Math.Min(_position.Offset, segment.End)
        : segment.Number < _position.Segment ? segment.End
        : 0;

    private void DropAcknowledged()
    {
        var finished = _segments.FindAll(s => s != _current && (s.Left == 0 || OffsetIn(s) >= s.End));
        foreach (var segment in finished)
        {
            _segments.Remove(segment);
            segment.Delete();
        }
    }

    private SpoolState State =>
        new(_position.Segment, _position.Offset, _gap is null ? null : MeasurementsJson.ToLine(_gap));

    private SpoolFault? SaveState()
    {
        try
        {
            _folder.WriteState(State);
            return null;
        }
        catch (Exception e) when (SpoolFault.IsStorage(e))
        {
            return SpoolFault.Of(e, _folder.StatePath);
        }
    }
}
