using Weir.Measurements.Units;

namespace Weir.Probes.Session;

/// <summary>
/// The rate of packets from the first to the last: the bytes of all but the first, over the time between the two, so that
/// a steady stream has the same rate whatever its length. Pure.
/// </summary>
internal sealed class RateSpan
{
    private TimeSpan _first;
    private TimeSpan _last;
    private long _bytes;
    private bool _hasBegun;

    /// <summary>Null until two packets lie apart.</summary>
    public BitRate? Rate => _last > _first ? BitRate.FromBytes(_bytes, _last - _first) : null;

    public void Add(TimeSpan at, long bytes)
    {
        if (_hasBegun)
            _bytes += bytes;
        else
            _first = at;
        _last = at;
        _hasBegun = true;
    }
}
