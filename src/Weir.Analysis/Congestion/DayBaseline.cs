using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Congestion;

/// <summary>What a day looks like where it is good: its own floor, so that a change of route is no congestion.</summary>
/// <param name="Level">The 10th percentile of the day's badness.</param>
/// <param name="Threshold">Above it a step is elevated.</param>
public readonly record struct DayBaseline(double Level, double Threshold)
{
    private const double FloorShare = 0.10;
    private const double Sigmas = 4;

    /// <summary>
    /// Level + max(the metric's least step, 4 σ), σ from the better half of the day: 2 × 1.4826 × its median absolute
    /// deviation.
    /// </summary>
    /// <remarks>Blind to congestion around the clock, which is for the level shifts to find.</remarks>
    /// <returns>NaN for a day without values.</returns>
    public static DayBaseline Of(ReadOnlySpan<double> day, Metric metric)
    {
        var sorted = Order.Sorted(day);
        if (sorted.Length == 0)
            return new DayBaseline(double.NaN, double.NaN);
        var level = Order.QuantileOfSorted(sorted, FloorShare);
        var sigma = 2 * Order.MadToSigma * Order.Mad(sorted.AsSpan(0, (sorted.Length + 1) / 2));
        return new DayBaseline(level, level + Math.Max(MetricRules.Floor(metric), Sigmas * sigma));
    }
}
