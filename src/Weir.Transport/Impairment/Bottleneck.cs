using Weir.Measurements.Units;

namespace Weir.Transport.Impairment;

/// <summary>
/// A link of a rate, before which what comes waits in a queue of given length, first in, first out, and what finds it full
/// is dropped. Pure.
/// </summary>
internal sealed class Bottleneck
{
    private readonly double _bytesPerTick;
    private readonly QueueLimit _limit;

    /// <summary>When the link has sent all that it took, in ticks; below one of them at high rates, so no TimeSpan.</summary>
    private double _freeAt;

    /// <param name="rate">Null for a link that nothing waits for.</param>
    public Bottleneck(BitRate? rate, QueueLimit? limit, TimeSpan freeAt)
    {
        _bytesPerTick = rate is { } given ? given.BytesPerSecond / TimeSpan.TicksPerSecond : 0;
        _limit = limit ?? QueueLimit.Default;
        _freeAt = freeAt.Ticks;
    }

    public TimeSpan FreeAt => new((long)_freeAt);

    private bool IsUnbounded => _bytesPerTick == 0;

    /// <summary>How long what comes now has to wait.</summary>
    public TimeSpan Wait(TimeSpan now) =>
        IsUnbounded ? TimeSpan.Zero : new TimeSpan((long)Math.Max(0, _freeAt - now.Ticks));

    /// <summary>Whether there is room for so many bytes; for a first packet there always is.</summary>
    public bool HasRoom(TimeSpan now, int bytes)
    {
        var wait = _freeAt - now.Ticks;
        if (IsUnbounded || wait <= 0)
            return true;
        return _limit.Wait is { } longest ? wait <= longest.Ticks : (wait * _bytesPerTick) + bytes <= _limit.Bytes;
    }

    /// <summary>Takes so many bytes, whether there is room or not; gives when the last of them has left.</summary>
    public TimeSpan Take(TimeSpan now, int bytes)
    {
        if (IsUnbounded)
            return now;
        _freeAt = Math.Max(_freeAt, now.Ticks) + (bytes / _bytesPerTick);
        return FreeAt;
    }

    /// <summary>When there is room again for a stream, which waits instead of being dropped.</summary>
    public TimeSpan RoomAt(TimeSpan now)
    {
        if (HasRoom(now, 0))
            return now;
        var most = _limit.Wait?.Ticks ?? _limit.Bytes!.Value / _bytesPerTick;
        return new TimeSpan((long)Math.Ceiling(_freeAt - most));
    }
}
