using Weir.Http.Server;
using Weir.Proxy.Caching.Storage;

namespace Weir.Proxy.Caching.Slices;

/// <summary>
/// A body that is sent slice after slice. The next one is opened, or fetched, while one is sent; no more than these two are
/// held. A slice that cannot be had, or that is one of another version, ends it without its end. The client's loop alone.
/// </summary>
/// <param name="open">Gives a slice; null when there is none of this version.</param>
internal sealed class SlicedBody(long size, long firstSlice, BodyReader first, Func<long, Task<BodyReader?>> open)
    : EntryBody
{
    private BodyReader? _first = first;
    private BodyReader? _current;
    private long _slice = -1;
    private long _position;
    private long? _end;
    private long? _length;
    private (long Slice, Task<BodyReader?> Task)? _next;

    public override long? Length => _length ?? size;

    private long End => _end ?? size;

    public override FileStretch Stretch => _current!.Stretch;

    public override void Narrow(long from, long count)
    {
        (_position, _end, _length) = (from, from + count, count);
    }

    public override BodyStep Peek(out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        while (true)
        {
            if (_position == End)
                return BodyStep.End;
            var slice = _position / SliceRange.Size;
            if (_slice != slice)
            {
                _current?.Dispose();
                _current = null;
                if (!TryTake(slice, out var reader))
                    return BodyStep.Wait;
                if (reader is null)
                    return BodyStep.Failed;
                Enter(slice, reader);
            }

            var step = _current!.Peek(out bytes);
            if (step != BodyStep.End)
                return step;
            // It was shorter than its size says.
            return BodyStep.Failed;
        }
    }

    public override void Advance(int count)
    {
        _current!.Advance(count);
        _position += count;
    }

    protected override void Dispose(bool disposing)
    {
        _first?.Dispose();
        _current?.Dispose();
        (_first, _current) = (null, null);
        if (_next is { } next)
            _ = next.Task.ContinueWith(
                static task =>
                {
                    if (task.IsCompletedSuccessfully)
                        task.Result?.Dispose();
                },
                TaskScheduler.Default
            );
        _next = null;
    }

    /// <summary>False while it is not known whether there is the slice; then nothing when it cannot be had.</summary>
    private bool TryTake(long slice, out BodyReader? reader)
    {
        reader = _first;
        _first = null;
        if (reader is not null && slice == firstSlice)
            return true;
        reader?.Dispose();
        reader = null;
        if (_next?.Slice != slice)
            Begin(slice);
        if (_next!.Value.Task is not { IsCompleted: true } task)
            return false;
        _next = null;
        reader = task.IsCompletedSuccessfully ? task.Result : null;
        return true;
    }

    private void Begin(long slice)
    {
        var task = open(slice);
        _next = (slice, task);
        if (!task.IsCompleted)
            _ = task.ContinueWith(_ => NotifyReady(), TaskScheduler.Default);
    }

    private void Enter(long slice, BodyReader reader)
    {
        var start = slice * SliceRange.Size;
        var end = Math.Min(start + SliceRange.Size, End);
        reader.Woken = NotifyReady;
        reader.Narrow(_position - start, end - _position);
        (_slice, _current) = (slice, reader);
        if (end < End)
            Begin(slice + 1);
    }
}
