using Weir.Analysis.Congestion;
using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.BusyHours;

/// <summary>The busiest hour in its three senses. Pure; the same series gives the same verdict.</summary>
public static class BusyHourFinder
{
    /// <summary>The clock hour of most bytes per hour that existed, over the days on which it had a download.</summary>
    public static HourVerdict Demand(PathSeries path, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(path);
        return HourJudge.Judge(DemandRows(path, calendar, isSliding: false, onlyWorkdays: false), SeededRandom.For(3));
    }

    /// <summary>
    /// The time-consistent busy hour: 60 minutes from the same quarter on, over working days alone, of most bytes.
    /// </summary>
    public static HourVerdict TimeConsistent(PathSeries path, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(path);
        return HourJudge.Judge(DemandRows(path, calendar, isSliding: true, onlyWorkdays: true), SeededRandom.For(4));
    }

    /// <summary>The clock hour of the worst degradation: badness above the day's own floor, the median of an hour, the mean over days.</summary>
    public static HourVerdict Pain(MetricSeries series, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(series);
        var grid = DayGrid.Of(calendar, series.Quarters, series.Badness());
        var rows = new List<double[]>();
        for (var day = 0; day < grid.Days; day++)
        {
            var quarters = grid.Row(day);
            var baseline = DayBaseline.Of(quarters, series.Metric);
            if (double.IsNaN(baseline.Level))
                continue;
            var row = new double[24];
            for (var hour = 0; hour < row.Length; hour++)
                row[hour] = Order.Median(quarters.Slice(hour * Quarter.PerHour, Quarter.PerHour)) - baseline.Level;
            rows.Add(row);
        }

        Limit(rows);
        var verdict = HourJudge.Judge(rows, SeededRandom.For(5));
        return verdict with { Value = verdict.Value is { } value ? MetricRules.Elevation(series.Metric, value) : null };
    }

    /// <summary>One extreme day must not decide: what is beyond the outer fences of all hours of all days is cut off there.</summary>
    private static void Limit(List<double[]> rows)
    {
        var sorted = Order.Sorted([.. rows.SelectMany(row => row)]);
        if (sorted.Length == 0)
            return;
        var most = Order.QuantileOfSorted(sorted, 0.99);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = Math.Min(row[i], most);
        }
    }

    private static List<double[]> DemandRows(PathSeries path, CivilCalendar calendar, bool isSliding, bool onlyWorkdays)
    {
        var bytes = new double[calendar.Days * Quarter.PerDay];
        var isActive = new bool[calendar.Days];
        for (var i = 0; i < path.Demand.Quarters.Length; i++)
        {
            var cell = calendar.CellOf(path.Demand.Quarters[i]);
            if (cell < 0)
                continue;
            bytes[cell] += path.Demand.Bytes[i];
            isActive[cell / Quarter.PerDay] = true;
        }

        var starts = isSliding ? Quarter.PerDay : 24;
        var rows = new List<double[]>();
        for (var day = 0; day < calendar.Days; day++)
        {
            if (!isActive[day] || (onlyWorkdays && !calendar.IsWorkday(day)))
                continue;
            var row = new double[starts];
            for (var start = 0; start < starts; start++)
                row[start] = PerHour(calendar, bytes, (day * Quarter.PerDay) + (start * Quarter.PerDay / starts));
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>
    /// Bytes in the four quarters from this cell on, per hour of them that existed; NaN where none was downloaded or none
    /// existed: that nothing was measured does not mean that nothing was wanted.
    /// </summary>
    private static double PerHour(CivilCalendar calendar, double[] bytes, int cell)
    {
        var (sum, existing) = (0.0, 0);
        for (var i = cell; i < Math.Min(cell + Quarter.PerHour, bytes.Length); i++)
        {
            sum += bytes[i];
            existing += calendar.Existing[i];
        }

        return sum > 0 && existing > 0 ? sum * Quarter.PerHour / existing : double.NaN;
    }
}
