using Weir.Measurements.Units;
using Weir.Transport.Shaping;

namespace Weir.Downloads.Downloading;

/// <summary>
/// The most that may come per second, for one download or for several together. Any stretch of one second is exact to
/// 3 %, from 134 bytes a second on; below, to 4 bytes. Thread-safe.
/// </summary>
public sealed class RateLimit
{
    /// <summary>The least that a bucket can be divided by; the turns are then of single bytes.</summary>
    private const int LeastBurst = 4;

    /// <summary>What one asker gets at most before the others have theirs.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(6.25);

    /// <summary>
    /// So much that this process was late, waking up on a busy machine, is made up for. What the sources did not bring in
    /// time is not: beyond <see cref="TokenBucket.BurstTime"/> it is forfeit.
    /// </summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(250);

    /// <summary>A read that took longer waited for its source. A shorter one saves up no more than the burst.</summary>
    private static readonly TimeSpan Prompt = TokenBucket.BurstTime;

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TokenBucket _bucket;

    public RateLimit(BitRate rate, TimeProvider? time = null)
    {
        Rate = rate;
        _time = time ?? TimeProvider.System;
        _started = _time.GetTimestamp();
        _bucket = new TokenBucket(rate.BytesPerSecond, TimeSpan.Zero, LeastBurst, Lateness);
        Forfeit();
    }

    public BitRate Rate { get; }

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>How many of the wanted bytes may be read once <paramref name="wait"/> is over.</summary>
    internal int Reserve(int wanted, out TimeSpan wait)
    {
        var now = Now;
        var grant = _bucket.Reserve(Math.Min(wanted, Math.Max(1, (int)(Rate.BytesPerSecond * Turn.TotalSeconds))), now);
        wait = grant.At - now;
        return grant.Bytes;
    }

    /// <summary>A grant was used, but for so many bytes that did not come; reading took so long.</summary>
    internal void Used(int missing, TimeSpan took)
    {
        if (missing > 0)
            _bucket.Return(missing, Now);
        if (missing > 0 || took > Prompt)
            Forfeit();
    }

    /// <summary>Nobody could have used what is saved up.</summary>
    internal void Forfeit() =>
        _bucket.Trim(Math.Max(LeastBurst, Rate.BytesPerSecond * TokenBucket.BurstTime.TotalSeconds), Now);
}
