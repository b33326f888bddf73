namespace Weir.Transport.Shaping;

/// <summary>
/// A token bucket that takes reservations: the bytes granted for any stretch of time are at most rate × stretch + burst,
/// whoever asks, and askers are served in the order in which they asked.
/// </summary>
/// <remarks>
/// Tokens may go below zero: the debt is what others wait for, so that connections that share a bucket get equal turns
/// without a queue (the virtual scheduling of GCRA, ITU-T I.371 annex A). Pure but for its lock: <c>now</c> is an argument.
/// Any thread.
/// </remarks>
public sealed class TokenBucket
{
    /// <summary>The burst lasts this long: 2.5 % of a second, so that any window of one second is exact to 3 %.</summary>
    public static readonly TimeSpan BurstTime = TimeSpan.FromMilliseconds(25);

    /// <summary>The least burst, about three segments of Ethernet; it decides below 160 kB/s.</summary>
    public const int MinBurst = 4096;

    /// <summary>Turns in one burst: what one asker gets at most before the others have theirs.</summary>
    private const int TurnsPerBurst = 4;

    /// <summary>Guards every field below.</summary>
    private readonly Lock _lock = new();
    private readonly int _minBurst;
    private readonly TimeSpan _burstTime;
    private double _rate;
    private double _burst;
    private double _tokens;
    private TimeSpan _at;

    /// <param name="bytesPerSecond">More than 0.</param>
    /// <param name="minBurst">At least 4. Small ones are exact at low rates too, for the price of small turns.</param>
    /// <param name="burstTime">What silence may save up, as a time at the full rate; null for <see cref="BurstTime"/>.</param>
    public TokenBucket(double bytesPerSecond, TimeSpan now, int minBurst = MinBurst, TimeSpan? burstTime = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bytesPerSecond, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(minBurst, TurnsPerBurst);
        _minBurst = minBurst;
        _burstTime = burstTime ?? BurstTime;
        _rate = Bounded(bytesPerSecond);
        _burst = BurstAt(_rate);
        _tokens = _burst;
        _at = now;
    }

    /// <summary>The bytes that may go at once after silence.</summary>
    public double Burst
    {
        get
        {
            lock (_lock)
                return _burst;
        }
    }

    /// <summary>Reserves up to <paramref name="wanted"/> bytes (at least 1) at the earliest time at which they may go.</summary>
    public Grant Reserve(long wanted, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wanted);
        lock (_lock)
        {
            Refill(now);
            var bytes = (int)Math.Min(wanted, Math.Min(_burst / TurnsPerBurst, int.MaxValue / 2));
            _tokens -= bytes;
            var at = _tokens >= 0 ? now : _at + TimeSpan.FromSeconds(-_tokens / _rate);
            return new Grant(bytes, at);
        }
    }

    /// <summary>Gives back bytes of a grant that were not sent.</summary>
    public void Return(int bytes, TimeSpan now)
    {
        lock (_lock)
        {
            Refill(now);
            _tokens = Math.Min(_burst, _tokens + bytes);
        }
    }

    /// <summary>Forfeits what is saved up beyond <paramref name="most"/> bytes.</summary>
    public void Trim(double most, TimeSpan now)
    {
        lock (_lock)
        {
            Refill(now);
            _tokens = Math.Min(_tokens, most);
        }
    }

    /// <summary>
    /// Changes the rate. What is reserved stays owed, now at the new rate: a holder that waits should give its grant back and
    /// ask again.
    /// </summary>
    public void SetRate(double bytesPerSecond, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bytesPerSecond, 0);
        lock (_lock)
        {
            Refill(now);
            _rate = Bounded(bytesPerSecond);
            _burst = BurstAt(_rate);
            _tokens = Math.Min(_tokens, _burst);
        }
    }

    /// <remarks>Loops read their clocks at different moments: a <paramref name="now"/> that lies before the last one adds nothing.</remarks>
    private void Refill(TimeSpan now)
    {
        if (now <= _at)
            return;
        _tokens = Math.Min(_burst, _tokens + ((now - _at).TotalSeconds * _rate));
        _at = now;
    }

    /// <summary>Between a byte a second and more than any wire carries: times stay within what a clock can say.</summary>
    private static double Bounded(double bytesPerSecond) => Math.Clamp(bytesPerSecond, 1, 1e15);

    private double BurstAt(double bytesPerSecond) => Math.Max(_minBurst, bytesPerSecond * _burstTime.TotalSeconds);
}
