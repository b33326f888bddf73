namespace Weir.Measurements.Histograms;

/// <summary>When a percentile says something, and which value it is. Pure.</summary>
public static class Percentiles
{
    /// <summary>Takes up what binary fractions lack: 0.95 × 20 may come out a hair above 19.</summary>
    private const double Hair = 1e-9;

    /// <summary>
    /// True when there are at least 1/(1−p) values: 2 for the median, 20 for p95, 100 for p99.
    /// </summary>
    /// <remarks>
    /// The nearest rank is ⌈p·n⌉. With fewer values than 1/(1−p) that is n itself: the "percentile" would be the maximum
    /// under another name, and no value lies beyond it to tell how far the tail goes.
    /// </remarks>
    public static bool IsHonest(double share, long count) => count * (1 - share) >= 1 - Hair;

    /// <summary>The rank, from 1, of the nearest-rank percentile of so many values.</summary>
    public static long RankOf(double share, long count) =>
        Math.Clamp((long)Math.Ceiling((share * count) - Hair), Math.Min(1, count), count);
}
