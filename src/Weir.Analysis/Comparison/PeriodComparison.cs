using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Comparison;

/// <summary>How a second period differs from a first.</summary>
/// <param name="Before">Median of the first period's days, in the unit of the metric.</param>
/// <param name="After">Median of the second period's days.</param>
/// <param name="Difference">
/// After − before by Hodges and Lehmann; for throughput and response time the ratio after ÷ before. Null below four days on
/// either side.
/// </param>
/// <param name="PValue">That both are alike (Mann-Whitney).</param>
public sealed record PeriodComparison(
    double Before,
    double After,
    int DaysBefore,
    int DaysAfter,
    Interval? Difference,
    double PValue
)
{
    /// <summary>Compares whole local days by what is typical of them: values of one day hang together, days hardly do.</summary>
    /// <param name="split">The first day of the second period.</param>
    public static PeriodComparison Of(MetricSeries series, CivilCalendar calendar, DateOnly split)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(calendar);
        var grid = DayGrid.Of(calendar, series.Quarters, series.Badness());
        var (before, after) = (new List<double>(), new List<double>());
        for (var day = 0; day < grid.Days; day++)
        {
            if (grid.Observed(day) > 0)
                (calendar.DayOf(day) < split ? before : after).Add(MetricRules.Typical(series.Metric, grid.Row(day)));
        }

        return Of(series.Metric, [.. before], [.. after]);
    }

    /// <param name="before">A value of badness for each day.</param>
    /// <param name="after">Likewise.</param>
    public static PeriodComparison Of(Metric metric, double[] before, double[] after) =>
        new(
            MetricRules.FromBadness(metric, Order.Median(before)),
            MetricRules.FromBadness(metric, Order.Median(after)),
            before.Length,
            after.Length,
            HodgesLehmann.Shift(before, after) is { } shift ? InUnit(metric, shift) : null,
            MannWhitney.PValue(before, after)
        );

    private static Interval InUnit(Metric metric, Interval shift) =>
        metric switch
        {
            Metric.Throughput => new Interval(Math.Exp(-shift.Value), Math.Exp(-shift.High), Math.Exp(-shift.Low)),
            Metric.Response => new Interval(Math.Exp(shift.Value), Math.Exp(shift.Low), Math.Exp(shift.High)),
            _ => shift,
        };
}
