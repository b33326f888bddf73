using Weir.Measurements.Histograms;
using Weir.Measurements.Jitter;
using Weir.Measurements.Records;

namespace Weir.Probes.Session;

/// <summary>Delays in one direction, kept until it is known whether they count absolutely. Pure.</summary>
internal sealed class OneWayDelay
{
    private readonly List<TimeSpan> _delays = [];
    private InterarrivalJitter _jitter;

    public TimeSpan? Jitter => _jitter.Value;

    public void Add(TimeSpan delay)
    {
        _delays.Add(delay);
        _jitter = _jitter.Add(delay);
    }

    /// <summary>
    /// Absolute, or relative to the smallest (the packet delay variation of RFC 5481 section 4.2), which leaves the offset of
    /// the clocks out. Null without any.
    /// </summary>
    public DistributionRecord? Read(bool isAbsolute)
    {
        if (_delays.Count == 0)
            return null;
        var zero = isAbsolute ? TimeSpan.Zero : _delays.Min();
        return Distribution.Of(_delays.Select(delay => (delay - zero).TotalSeconds)).ToRecord();
    }
}
