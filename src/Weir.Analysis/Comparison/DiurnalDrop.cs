using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Comparison;

/// <summary>How much worse the worst four hours of the day are than the rest of it.</summary>
/// <remarks>
/// The hours are chosen on every other day and scored on the days between, so that no value both chooses and scores: four
/// hours chosen and scored on the same days look bad in any noise.
/// </remarks>
/// <param name="From">The first of the four hours on local clocks.</param>
/// <param name="Drop">As <see cref="MetricRules.Elevation"/> says it, with the interval from drawing whole days.</param>
/// <param name="Days">Days that scored.</param>
public sealed record DiurnalDrop(int From, Interval Drop, int Days)
{
    private const int Width = 4;
    private const int DaysNeeded = 14;

    /// <summary>Null below two weeks.</summary>
    public static DiurnalDrop? Of(MetricSeries series, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(series);
        var grid = DayGrid.Of(calendar, series.Quarters, series.Badness(), 24);
        var days = Enumerable.Range(0, grid.Days).Where(day => grid.Observed(day) >= 12).ToArray();
        if (days.Length < DaysNeeded)
            return null;
        var choosing = days.Where((_, i) => i % 2 == 0).ToArray();
        var scoring = days.Where((_, i) => i % 2 == 1).ToArray();
        var from = Enumerable.Range(0, 24).MaxBy(hour => Median(choosing.Select(day => Step(grid, day, hour))));
        var steps = scoring.Select(day => Step(grid, day, from)).Where(step => !double.IsNaN(step)).ToArray();
        var interval = DayBootstrap.Median(
            [.. steps.Select(step => new[] { step })],
            SeededRandom.For(steps.Length, 7)
        );
        double Said(double step) => MetricRules.Elevation(series.Metric, step);
        return interval is { } known
            ? new DiurnalDrop(from, new Interval(Said(known.Value), Said(known.Low), Said(known.High)), steps.Length)
            : null;
    }

    private static double Median(IEnumerable<double> values) =>
        Order.Median([.. values]) is var median && double.IsNaN(median) ? double.NegativeInfinity : median;

    private static double Step(DayGrid grid, int day, int from)
    {
        var (inside, outside) = (new double[Width], new double[24 - Width]);
        for (var i = 0; i < 24; i++)
        {
            var value = grid.Row(day)[(from + i) % 24];
            if (i < Width)
                inside[i] = value;
            else
                outside[i - Width] = value;
        }

        return Order.Median(inside) - Order.Median(outside);
    }
}
