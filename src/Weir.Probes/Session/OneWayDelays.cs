using Weir.Measurements.Histograms;
using Weir.Measurements.Records;

namespace Weir.Probes.Session;

/// <summary>The delays of a session in each direction. Pure.</summary>
/// <param name="Forward">Null when the reflector sends no time.</param>
/// <param name="Backward">Likewise.</param>
/// <param name="Skew">How much faster the reflector's clock runs, in seconds per second; null when that is not known.</param>
internal sealed record OneWayDelays(DistributionRecord? Forward, DistributionRecord? Backward, double? Skew)
{
    public static OneWayDelays None { get; } = new(null, null, null);

    /// <summary>
    /// Absolute, as the clocks say; or relative to the smallest (the packet delay variation of RFC 5481 section 4.2), which
    /// leaves the offset of the clocks out, with their skew removed, and anew from each step of a clock on.
    /// </summary>
    /// <param name="rows">In the order of sending.</param>
    public static OneWayDelays Of(ReadOnlySpan<PacketRow> rows, bool isAbsolute)
    {
        var forward = new List<(long At, long Delay)>();
        var backward = new List<(long At, long Delay)>();
        var eras = new List<int>();
        foreach (ref readonly var row in rows)
        {
            if (!row.HasOneWay || row.Fate != PacketFate.Answered)
                continue;
            forward.Add((row.SentAt, row.Forward));
            backward.Add((row.SentAt, row.Backward));
            eras.Add(row.Era);
        }

        if (forward.Count == 0)
            return None;
        if (isAbsolute)
            return new(
                Spread(forward.Select(point => point.Delay)),
                Spread(backward.Select(point => point.Delay)),
                null
            );
        var skew = eras[^1] == eras[0] ? ClockSkew.Of(forward, backward) : null;
        return new(Spread(Relative(forward, eras, skew ?? 0)), Spread(Relative(backward, eras, -skew ?? 0)), skew);
    }

    private static IEnumerable<long> Relative(List<(long At, long Delay)> points, List<int> eras, double skew)
    {
        var delays = points.ConvertAll(point => point.Delay - (long)(skew * (point.At - points[0].At)));
        var smallest = new Dictionary<int, long>();
        for (var i = 0; i < delays.Count; i++)
            smallest[eras[i]] = Math.Min(delays[i], smallest.GetValueOrDefault(eras[i], long.MaxValue));
        return delays.Select((delay, i) => delay - smallest[eras[i]]);
    }

    private static DistributionRecord? Spread(IEnumerable<long> ticks) =>
        Distribution.Exact([.. ticks.Select(delay => new TimeSpan(delay).TotalSeconds)]);
}
