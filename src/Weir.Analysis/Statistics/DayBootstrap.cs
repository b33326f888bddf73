namespace Weir.Analysis.Statistics;

/// <summary>
/// Intervals for numbers over many days. What is drawn are whole days, since values of one day hang together
/// (the block bootstrap; H. Künsch, 1989).
/// </summary>
public static class DayBootstrap
{
    public const int Draws = 1000;

    /// <summary>How often each of so many days was drawn, one draw after the other; the array is the same each time.</summary>
    public static IEnumerable<int[]> Weights(int days, SeededRandom random, int draws = Draws)
    {
        ArgumentNullException.ThrowIfNull(random);
        var weights = new int[days];
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(weights);
            for (var i = 0; i < days; i++)
                weights[random.Next(days)]++;
            yield return weights;
        }
    }

    /// <summary>
    /// The median of all days' values with its interval: percentiles of the draws, widened from the normal's to Student's
    /// quantile, without which few days give intervals that are too short. Null below six days.
    /// </summary>
    public static Interval? Median(IReadOnlyList<double[]> days, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(days);
        const int leastDays = 6;
        if (days.Count < leastDays)
            return null;
        var sorted = days.SelectMany((day, i) => day.Select(value => (Value: value, Day: i)))
            .Where(point => !double.IsNaN(point.Value))
            .OrderBy(point => point.Value)
            .ToArray();
        if (sorted.Length == 0)
            return null;
        var sizes = days.Select(day => day.Count(value => !double.IsNaN(value))).ToArray();
        var draws = new List<double>(Draws);
        foreach (var weights in Weights(days.Count, random))
            draws.Add(WeightedMedian(sorted, sizes, weights));
        return Widened(Order.Median([.. sorted.Select(point => point.Value)]), [.. draws], days.Count);
    }

    internal static Interval Widened(double value, double[] draws, int days)
    {
        var sorted = Order.Sorted(draws);
        var widening = Normal.Student95(days - 1) / Normal.Z95 * Math.Sqrt(days / (days - 1.0));
        return new Interval(
            value,
            value + (widening * Math.Min(0, Order.QuantileOfSorted(sorted, 0.025) - value)),
            value + (widening * Math.Max(0, Order.QuantileOfSorted(sorted, 0.975) - value))
        );
    }

    private static double WeightedMedian((double Value, int Day)[] sorted, int[] sizes, int[] weights)
    {
        var total = 0L;
        for (var day = 0; day < sizes.Length; day++)
            total += (long)sizes[day] * weights[day];
        var seen = 0L;
        foreach (var (value, day) in sorted)
        {
            seen += weights[day];
            if (2 * seen >= total)
                return value;
        }

        return double.NaN;
    }
}
