using Weir.Analysis.Series;

namespace Weir.Analysis.Congestion;

/// <summary>The day as a curve, for people to look at.</summary>
public static class DayCurves
{
    /// <summary>
    /// For each quarter of the day what it is above the day's own floor, as <see cref="MetricRules.Elevation"/> says it:
    /// the median over days, of losses the mean; NaN for quarters without values.
    /// </summary>
    public static double[] Of(MetricSeries series, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(series);
        var grid = DayGrid.Of(calendar, series.Quarters, series.Badness());
        var floors = Enumerable
            .Range(0, grid.Days)
            .Select(day => DayBaseline.Of(grid.Row(day), series.Metric).Level)
            .ToArray();
        var (curve, column) = (new double[Quarter.PerDay], new double[grid.Days]);
        for (var step = 0; step < curve.Length; step++)
        {
            for (var day = 0; day < column.Length; day++)
                column[day] = grid.Row(day)[step] - floors[day];
            curve[step] = MetricRules.Elevation(series.Metric, MetricRules.Typical(series.Metric, column));
        }

        return curve;
    }
}
