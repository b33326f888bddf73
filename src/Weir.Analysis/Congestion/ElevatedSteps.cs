using Weir.Analysis.Series;

namespace Weir.Analysis.Congestion;

/// <summary>Which steps of which days are worse than the day's own floor.</summary>
internal sealed class ElevatedSteps
{
    /// <summary>Share of a day's steps that must be observed for the day to count.</summary>
    private const double EnoughOfDay = 0.2;

    private ElevatedSteps(DayGrid grid, double[] values, DayBaseline[] baselines, bool[] isElevated, bool[] isObserved)
    {
        (Grid, Values, Baselines, IsElevated, IsObserved) = (grid, values, baselines, isElevated, isObserved);
        Days = [.. Enumerable.Range(0, grid.Days).Where(day => !double.IsNaN(baselines[day].Level))];
    }

    public DayGrid Grid { get; }

    /// <summary>Badness without lone spikes, day by day; NaN where nothing was measured.</summary>
    public double[] Values { get; }

    /// <summary>What the size of an elevation is taken from: a mean needs the spikes.</summary>
    public double[] Measured(Metric metric) => metric is Metric.Loss ? Grid.Values : Values;

    public DayBaseline[] Baselines { get; }

    public bool[] IsElevated { get; }

    public bool[] IsObserved { get; }

    /// <summary>The rows of days that count.</summary>
    public int[] Days { get; }

    public int StepsPerDay => Grid.StepsPerDay;

    public static ElevatedSteps Of(DayGrid grid, Metric metric)
    {
        var values = Statistics.Order.RunningMedian3(grid.Values);
        var (isElevated, isObserved) = (new bool[values.Length], new bool[values.Length]);
        var baselines = new DayBaseline[grid.Days];
        for (var day = 0; day < grid.Days; day++)
        {
            var row = values.AsSpan(day * grid.StepsPerDay, grid.StepsPerDay);
            if (grid.Observed(day) < EnoughOfDay * grid.StepsPerDay)
            {
                baselines[day] = new DayBaseline(double.NaN, double.NaN);
                continue;
            }

            baselines[day] = DayBaseline.Of(row, metric);
            for (var step = 0; step < row.Length; step++)
            {
                var at = (day * grid.StepsPerDay) + step;
                isObserved[at] = !double.IsNaN(row[step]);
                isElevated[at] = row[step] > baselines[day].Threshold;
            }
        }

        return new ElevatedSteps(grid, values, baselines, isElevated, isObserved);
    }
}
