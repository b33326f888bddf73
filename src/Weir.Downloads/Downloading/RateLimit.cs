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

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TokenBucket _bucket;

    public RateLimit(BitRate rate, TimeProvider? time = null)
    {
        Rate = rate;
        _time = time ?? TimeProvider.System;
        _started = _time.GetTimestamp();
        _bucket = new TokenBucket(rate.BytesPerSecond, TimeSpan.Zero, LeastBurst);
    }

    public BitRate Rate { get; }

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>How many of the wanted bytes may be read once <paramref name="wait"/> is over.</summary>
    internal int Reserve(int wanted, out TimeSpan wait)
    {
        var now = Now;
        var grant = _bucket.Reserve(wanted, now);
        wait = grant.At - now;
        return grant.Bytes;
    }

    /// <summary>Gives back what was granted and did not come.</summary>
    internal void Return(int bytes) => _bucket.Return(bytes, Now);
}
