using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Shifts;

/// <summary>Finds when the level of a series changed for good, and whether its fluctuation changed with it. Pure.</summary>
/// <remarks>
/// PELT over the lower quartile of half days, which the slow hours of a day do not move; a change is then placed to the
/// quarter. The cause follows the rule of Jitterbug (E. Carisimo et al., PAM 2022): delay that rises without a change of
/// jitter is another route.
/// </remarks>
public static class ShiftDetector
{
    public const string Version = "pelt-halfdays/1+jitter/1";

    private const int QuartersOfBlock = Quarter.PerDay / 2;
    private const int LeastOfBlock = 8;
    private const int LeastBlocks = 2;
    private const double LevelShare = 0.25;
    private const double PenaltyFactor = 4;
    private const double SpreadFactor = 3;
    private const double Alpha = 0.01;

    /// <summary>A queue multiplies jitter; less than this is the weather.</summary>
    private const double JitterFactor = 1.6;

    /// <summary>So many half days on each side tell whether jitter changed.</summary>
    private const int JitterBlocks = 4;

    /// <param name="jitter">The path's jitter; null when it is not known.</param>
    public static IReadOnlyList<LevelShift> Find(MetricSeries series, MetricSeries? jitter)
    {
        ArgumentNullException.ThrowIfNull(series);
        var badness = Order.RunningMedian3(series.Badness());
        var blocks = Blocks(series.Quarters, badness);
        if (blocks.Count < 2 * LeastBlocks)
            return [];
        var levels = blocks.Select(block => block.Level).ToArray();
        var sigma = Math.Max(Noise(levels), MetricRules.Floor(series.Metric) / 10);
        var penalty = PenaltyFactor * Math.Log(levels.Length) * sigma * sigma;
        var bounds = Merge(
            [0, .. Pelt.Changes(levels, penalty, LeastBlocks), levels.Length],
            levels,
            series.Metric,
            sigma
        );
        var shifts = new List<LevelShift>();
        for (var i = 1; i + 1 < bounds.Count; i++)
        {
            var (before, after) = (levels[bounds[i - 1]..bounds[i]], levels[bounds[i]..bounds[i + 1]]);
            var at = Place(series.Quarters, badness, blocks, bounds, i);
            var (cause, ratio, p) =
                series.Metric is Metric.Rtt
                    ? Cause(
                        jitter is null ? null : Jitter(jitter, Span(series, blocks, bounds, i - 1, at, isBefore: true)),
                        jitter is null ? null : Jitter(jitter, Span(series, blocks, bounds, i, at, isBefore: false)),
                        [.. blocks.Take(bounds[i]).Skip(bounds[i - 1]).Select(b => b.Fluctuation)],
                        [.. blocks.Take(bounds[i + 1]).Skip(bounds[i]).Select(b => b.Fluctuation)]
                    )
                    : (ShiftCause.Unknown, null, null);
            shifts.Add(
                new LevelShift(
                    Quarter.Start(at),
                    MetricRules.FromBadness(series.Metric, Order.Median(before)),
                    MetricRules.FromBadness(series.Metric, Order.Median(after)),
                    cause,
                    MannWhitney.PValue(before, after),
                    ratio,
                    p
                )
            );
        }

        return shifts;
    }

    private static List<HalfDay> Blocks(long[] quarters, double[] badness)
    {
        var blocks = new List<HalfDay>();
        for (var from = 0; from < quarters.Length; )
        {
            var end = from;
            while (end < quarters.Length && quarters[end] / QuartersOfBlock == quarters[from] / QuartersOfBlock)
                end++;
            if (end - from >= LeastOfBlock)
            {
                var values = badness.AsSpan(from, end - from);
                blocks.Add(new HalfDay(from, Order.Quantile(values, LevelShare), Fluctuation(values)));
            }

            from = end;
        }

        return blocks;
    }

    private static double Fluctuation(ReadOnlySpan<double> values)
    {
        var steps = new double[values.Length - 1];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = Math.Abs(values[i + 1] - values[i]);
        return Order.Median(steps);
    }

    private static double Noise(double[] levels)
    {
        var steps = new double[levels.Length - 1];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = levels[i + 1] - levels[i];
        return Order.MadToSigma * Order.Mad(steps) / Math.Sqrt(2);
    }

    /// <summary>Drops changes that are too small to matter, the smallest first.</summary>
    private static List<int> Merge(List<int> bounds, double[] levels, Metric metric, double sigma)
    {
        var least = Math.Max(MetricRules.Floor(metric), 3 * sigma);
        while (bounds.Count > 2)
        {
            var (index, excess) = Enumerable
                .Range(1, bounds.Count - 2)
                .Select(i => (Index: i, Excess: Excess(bounds, levels, i, least)))
                .MinBy(step => step.Excess);
            if (excess >= 1)
                break;
            bounds.RemoveAt(index);
        }

        return bounds;
    }

    /// <summary>
    /// The step at this bound ÷ what a step must be: the least that matters, and more than the levels of the two sides
    /// differ among themselves.
    /// </summary>
    private static double Excess(List<int> bounds, double[] levels, int i, double least)
    {
        var before = levels.AsSpan(bounds[i - 1], bounds[i] - bounds[i - 1]);
        var after = levels.AsSpan(bounds[i], bounds[i + 1] - bounds[i]);
        var step = Math.Abs(Order.Median(after) - Order.Median(before));
        var spread = Order.MadToSigma * Math.Max(Order.Mad(before), Order.Mad(after));
        return step / Math.Max(least, SpreadFactor * spread);
    }

    /// <summary>The quarter, within a day of the blocks' boundary, that parts values best: least absolute errors.</summary>
    private static long Place(long[] quarters, double[] badness, List<HalfDay> blocks, List<int> bounds, int i)
    {
        var (left, right) = (Math.Max(bounds[i - 1], bounds[i] - 2), Math.Min(bounds[i + 1], bounds[i] + 2));
        var from = blocks[left].From;
        var end = right < blocks.Count ? blocks[right].From : quarters.Length;
        var before = Order.Median([.. blocks.Take(bounds[i]).Skip(bounds[i - 1]).Select(b => b.Level)]);
        var after = Order.Median([.. blocks.Take(bounds[i + 1]).Skip(bounds[i]).Select(b => b.Level)]);
        var (cost, best, at) = (0.0, 0.0, from);
        for (var k = from; k < end; k++)
        {
            cost += Math.Abs(badness[k] - before) - Math.Abs(badness[k] - after);
            if (cost < best)
                (best, at) = (cost, k + 1);
        }

        return quarters[Math.Min(at, quarters.Length - 1)];
    }

    private static (long From, long To) Span(
        MetricSeries series,
        List<HalfDay> blocks,
        List<int> bounds,
        int segment,
        long at,
        bool isBefore
    )
    {
        var from = series.Quarters[blocks[bounds[segment]].From];
        var to =
            bounds[segment + 1] < blocks.Count
                ? series.Quarters[blocks[bounds[segment + 1]].From]
                : series.Quarters[^1] + 1;
        return isBefore ? (from, at) : (at, to);
    }

    /// <summary>Medians of jitter by half days, the slow hours left out as for the level.</summary>
    private static double[] Jitter(MetricSeries jitter, (long From, long To) span)
    {
        var blocks = new List<double>();
        var first = Array.BinarySearch(jitter.Quarters, span.From);
        var from = first < 0 ? ~first : first;
        while (from < jitter.Quarters.Length && jitter.Quarters[from] < span.To)
        {
            var end = from;
            while (
                end < jitter.Quarters.Length
                && jitter.Quarters[end] < span.To
                && jitter.Quarters[end] / QuartersOfBlock == jitter.Quarters[from] / QuartersOfBlock
            )
                end++;
            if (end - from >= LeastOfBlock)
                blocks.Add(Order.Quantile(jitter.Values.AsSpan(from, end - from), LevelShare));
            from = end;
        }

        return [.. blocks];
    }

    private static (ShiftCause Cause, double? Ratio, double? P) Cause(
        double[]? jitterBefore,
        double[]? jitterAfter,
        double[] fluctuationBefore,
        double[] fluctuationAfter
    )
    {
        var (before, after) =
            jitterBefore is { Length: >= JitterBlocks } && jitterAfter is { Length: >= JitterBlocks }
                ? (jitterBefore, jitterAfter)
                : (fluctuationBefore, fluctuationAfter);
        if (before.Length < JitterBlocks || after.Length < JitterBlocks)
            return (ShiftCause.Unknown, null, null);
        var p = MannWhitney.PValue(before, after);
        var (low, high) = (Order.Median(before), Order.Median(after));
        if (low <= 0 || high <= 0)
            return (ShiftCause.Unknown, null, p);
        var ratio = high / low;
        var change = Math.Max(ratio, 1 / ratio);
        var cause =
            p <= Alpha && change >= JitterFactor ? ShiftCause.Congestion
            : change < JitterFactor ? ShiftCause.Route
            : ShiftCause.Unknown;
        return (cause, ratio, p);
    }
}
