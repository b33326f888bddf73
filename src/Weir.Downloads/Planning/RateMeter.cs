namespace Weir.Downloads.Planning;

/// <summary>
/// The recent rate of one stream of bytes: an exponentially weighted mean with a time constant of one second, fed in
/// slots of at least 50 ms. Before the first slot is full it answers with the plain mean so far.
/// </summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(50);
    private const double TimeConstantSeconds = 1;

    private TimeSpan _slotStart;
    private long _slotBytes;
    private double _rate;
    private bool _hasRate;
    private bool _running;

    /// <summary>Bytes per second, or null before anything was measured.</summary>
    public double? BytesPerSecond { get; private set; }

    /// <summary>Starts or goes on measuring: the time since the last stop does not count.</summary>
    public void Start(TimeSpan now)
    {
        if (_running)
            return;
        _running = true;
        _slotStart = now;
        _slotBytes = 0;
    }

    /// <summary>Stops measuring while there is nothing to do, so that idleness is not taken for slowness.</summary>
    public void Stop(TimeSpan now)
    {
        if (!_running)
            return;
        Observe(0, now);
        _running = false;
    }

    /// <summary>Counts <paramref name="bytes"/> that arrived, or with 0 only lets time pass.</summary>
    public void Observe(long bytes, TimeSpan now)
    {
        if (!_running)
            Start(now);
        _slotBytes += bytes;
        var elapsed = now - _slotStart;
        if (elapsed >= Slot)
        {
            var rate = _slotBytes / elapsed.TotalSeconds;
            var weight = 1 - Math.Exp(-elapsed.TotalSeconds / TimeConstantSeconds);
            _rate = _hasRate ? _rate + ((rate - _rate) * weight) : rate;
            _hasRate = true;
            _slotStart = now;
            _slotBytes = 0;
            BytesPerSecond = _rate;
        }
        else if (!_hasRate && _slotBytes > 0 && elapsed > TimeSpan.FromMilliseconds(1))
        {
            BytesPerSecond = _slotBytes / elapsed.TotalSeconds;
        }
    }
}
