namespace Weir.Measurements.Histograms;

/// <summary>When a percentile says something, and which value it is. Pure.</summary>
public static class Percentiles
{
    /// <summary>Takes up what binary fractions lack: 0.95 × 20 may come out a hair above 19.</summary>
    private const double Hair = 1e-9;

    /// <summary>How sure a sample has to be that its largest value lies beyond the percentile.</summary>
    private const double Confidence = 0.95;

    /// <summary>
    /// True when a sample can say where a percentile of what it was drawn from lies: from 59 values on for p95, from 299
    /// for p99, from 2 for the median.
    /// </summary>
    /// <remarks>
    /// The largest of n values lies beyond the true percentile with the probability 1 − pⁿ (S. S. Wilks, "Determination of
    /// sample sizes for setting tolerance limits", 1941). With fewer than make that 95 % the tail may not have been seen at
    /// all. The median is no question of the tail.
    /// </remarks>
    public static bool IsEstimable(double share, long count) =>
        IsTold(share, count) && (share <= 0.5 || count * Math.Log(share) <= Math.Log(1 - Confidence));

    /// <summary>
    /// True when a percentile of these very values, as of the clients of a run, is another one than their largest: from
    /// 1/(1−p) on, which is 2 for the median, 20 for p95, 100 for p99.
    /// </summary>
    public static bool IsTold(double share, long count) => count * (1 - share) >= 1 - Hair;

    /// <summary>The rank, from 1, of the nearest-rank percentile of so many values.</summary>
    public static long RankOf(double share, long count) =>
        Math.Clamp((long)Math.Ceiling((share * count) - Hair), Math.Min(1, count), count);
}
