namespace Weir.Downloads.Writing;

/// <summary>
/// Keeps a window of the file in memory, for a download that goes on to somebody in order:
/// <code>
///   passed on   │  written, in any order   │  not yet assigned
///   ────────────┼──────────────────────────┼─────────────────
///            frontier              frontier + capacity
/// </code>
/// The byte at an offset lies at the offset modulo the capacity. Who is ahead of the window waits.
/// </summary>
internal sealed class RingPart(int capacity) : Part
{
    /// <summary>How long a write waits for room before its caller looks whether the download is still on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private static readonly StorageFault NoRoom = new(StorageFaultKind.Waiting, "whoever reads the output is slower");

    private readonly object _gate = new(); // guards _frontier; the bytes are their writers' own until they are passed on
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);
    private long _frontier;

    public override StorageFault? Write(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (offset + bytes.Length > _frontier + capacity)
                Monitor.Wait(_gate, Patience);
            if (offset + bytes.Length > _frontier + capacity)
                return NoRoom;
        }
        var start = (int)(offset % capacity);
        var first = Math.Min(bytes.Length, capacity - start);
        bytes[..first].CopyTo(_bytes.AsSpan(start));
        bytes[first..].CopyTo(_bytes);
        return null;
    }

    public override int Read(long offset, Span<byte> buffer)
    {
        var start = (int)(offset % capacity);
        var count = Math.Min(buffer.Length, capacity - start);
        _bytes.AsSpan(start, count).CopyTo(buffer);
        return count;
    }

    public override void Release(long frontier)
    {
        lock (_gate)
        {
            _frontier = frontier;
            Monitor.PulseAll(_gate);
        }
    }

    public override void Dispose() { }
}
