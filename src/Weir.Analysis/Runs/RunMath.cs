using Weir.Measurements.Histograms;
using Weir.Measurements.Units;

namespace Weir.Analysis.Runs;

/// <summary>The figures of a run. Pure; null where there is nothing to compute from.</summary>
public static class RunMath
{
    /// <summary>
    /// Bytes per client × clients ÷ slowest time: the rate at which the whole class was served, as the last one to finish
    /// saw it.
    /// </summary>
    public static BitRate? GlobalRate(double bytesPerClient, int clients, TimeSpan slowest) =>
        clients > 0 && slowest > TimeSpan.Zero
            ? BitRate.FromBytesPerSecond(bytesPerClient * clients / slowest.TotalSeconds)
            : null;

    /// <summary>All bytes ÷ wall time, from the first start to the last end.</summary>
    public static BitRate? AggregateRate(long bytes, TimeSpan wall) =>
        wall > TimeSpan.Zero ? BitRate.FromBytes(bytes, wall) : null;

    /// <summary>
    /// Jain's index (Σx)² ÷ (n·Σx²), from 1/n to 1 (R. Jain, D. Chiu, W. Hawe, DEC-TR-301, 1984).
    /// </summary>
    public static double? Jain(IReadOnlyCollection<double> values)
    {
        var squares = values.Sum(value => value * value);
        return squares > 0 ? Math.Pow(values.Sum(), 2) / (values.Count * squares) : null;
    }

    /// <summary>
    /// The nearest-rank percentile, as 0.95, of all that took part; null when they are too few for it
    /// (<see cref="Percentiles.IsTold"/>).
    /// </summary>
    public static TimeSpan? Percentile(IEnumerable<TimeSpan> values, double share)
    {
        var sorted = values.Order().ToArray();
        return Percentiles.IsTold(share, sorted.Length) ? sorted[Percentiles.RankOf(share, sorted.Length) - 1] : null;
    }

    /// <summary>How many times the median the slowest took: 1 when nobody lags.</summary>
    public static double? StragglerRatio(TimeSpan? median, TimeSpan? slowest) =>
        median > TimeSpan.Zero && slowest is { } last ? last / median.Value : null;

    /// <summary>Time between the first and the last of these moments.</summary>
    public static TimeSpan? Spread(IReadOnlyCollection<TimeSpan> moments) =>
        moments.Count > 0 ? moments.Max() - moments.Min() : null;
}
