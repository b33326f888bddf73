namespace Weir.Analysis.Series;

/// <summary>A series as local days by steps of the day: row by row, NaN where nothing was measured.</summary>
public sealed class DayGrid
{
    private DayGrid(CivilCalendar calendar, int stepsPerDay, double[] values) =>
        (Calendar, StepsPerDay, Values) = (calendar, stepsPerDay, values);

    public CivilCalendar Calendar { get; }

    public int Days => Calendar.Days;

    /// <summary>96, 48 or 24.</summary>
    public int StepsPerDay { get; }

    /// <summary>Minutes of a step.</summary>
    public int StepMinutes => 24 * 60 / StepsPerDay;

    public double[] Values { get; }

    public Span<double> Row(int day) => Values.AsSpan(day * StepsPerDay, StepsPerDay);

    /// <summary>Share of the cells of observed days that have a value.</summary>
    public double Coverage
    {
        get
        {
            var (observed, cells) = (0, 0);
            for (var day = 0; day < Days; day++)
            {
                var count = Observed(day);
                observed += count;
                cells += count > 0 ? StepsPerDay : 0;
            }

            return cells > 0 ? (double)observed / cells : 0;
        }
    }

    /// <summary>Steps of this day with a value.</summary>
    public int Observed(int day)
    {
        var count = 0;
        foreach (var value in Row(day))
            count += double.IsNaN(value) ? 0 : 1;
        return count;
    }

    /// <summary>Quarters that share a cell, where a clock was put back or a step is longer, are averaged.</summary>
    public static DayGrid Of(CivilCalendar calendar, long[] quarters, double[] values, int stepsPerDay = Quarter.PerDay)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(quarters);
        ArgumentNullException.ThrowIfNull(values);
        var width = Quarter.PerDay / stepsPerDay;
        var sums = new double[calendar.Days * stepsPerDay];
        var counts = new int[sums.Length];
        for (var i = 0; i < quarters.Length; i++)
        {
            var cell = calendar.CellOf(quarters[i]);
            if (cell < 0)
                continue;
            sums[cell / width] += values[i];
            counts[cell / width]++;
        }

        for (var i = 0; i < sums.Length; i++)
            sums[i] = counts[i] > 0 ? sums[i] / counts[i] : double.NaN;
        return new DayGrid(calendar, stepsPerDay, sums);
    }

    /// <summary>Of the steps of 15, 30 and 60 minutes the finest that is mostly filled: rare measurements need wide ones.</summary>
    public static DayGrid Fitting(CivilCalendar calendar, long[] quarters, double[] values)
    {
        const double mostly = 0.4;
        var grid = Of(calendar, quarters, values);
        foreach (var steps in new[] { 48, 24 })
        {
            if (grid.Coverage >= mostly)
                break;
            grid = Of(calendar, quarters, values, steps);
        }

        return grid;
    }
}
