using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Congestion;

/// <summary>
/// Finds congestion that comes again at the same time of the day, by two methods side by side: a test of recurrence
/// against each day's own floor, and the 24-hour wave, which also sees what is too mild for a threshold. Pure; the same
/// series gives the same finding.
/// </summary>
public static class CongestionDetector
{
    public const string Version = "recurrence/1+rhythm/1";

    /// <summary>Two weeks: fewer days cannot tell a habit from a coincidence.</summary>
    public const int DaysNeeded = 14;

    /// <summary>A time of the day is a habit from one day in five on.</summary>
    private const double LeastShare = 0.2;

    private const double RecurrenceAlpha = 0.005;
    private const double RhythmAlpha = 0.001;

    /// <summary>Of the metric's least step: a square evening of one step makes a wave of 0.6 of it.</summary>
    private const double LeastWave = 0.6;

    /// <summary>A curve of medians is a window from this share of the least step on.</summary>
    private const double LeastMedian = 0.75;

    public static CongestionFinding Judge(MetricSeries series, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(series);
        var grid = DayGrid.Fitting(calendar, series.Quarters, series.Badness());
        var steps = ElevatedSteps.Of(grid, series.Metric);
        if (steps.Days.Length < DaysNeeded)
            return CongestionFinding.Insufficient(steps.Days.Length, grid.StepMinutes);

        var recurrence = RecurrenceTest.Of(steps, SeededRandom.For(steps.Days.Length, 1));
        var rhythm = DailyRhythm.Of(steps, SeededRandom.For(steps.Days.Length, 2));
        var p = recurrence.PValue(recurrence.Peak);
        string? method = null;
        List<CongestionWindow> windows = [];
        if (recurrence.Peak >= LeastShare && p <= RecurrenceAlpha)
        {
            windows =
            [
                .. WindowFinder
                    .Cut(recurrence.Shares, LeastShare)
                    .Select(w => (Window: w, P: recurrence.PValue(w.Peak)))
                    .Where(w => w.P <= RecurrenceAlpha)
                    .Select(w => WindowFinder.Describe(steps, series.Metric, w.Window.From, w.Window.Length, w.P)),
            ];
            method = windows.Count > 0 ? "recurrence" : null;
        }

        var least = MetricRules.Floor(series.Metric);
        if (method is null && rhythm.PValue <= RhythmAlpha && rhythm.PeakToPeak >= LeastWave * least)
        {
            windows =
            [
                .. WindowFinder
                    .Cut(MedianAboveFloor(steps), LeastMedian * least)
                    .Take(1)
                    .Select(w => WindowFinder.Describe(steps, series.Metric, w.From, w.Length, rhythm.PValue)),
            ];
            method = windows.Count > 0 ? "spectrum" : null;
        }

        return new CongestionFinding(
            method is null ? CongestionVerdict.None : CongestionVerdict.Recurring,
            [.. windows.OrderBy(window => window.PValue).ThenByDescending(window => window.DaysCongested)],
            steps.Days.Length,
            0,
            method,
            recurrence.Peak,
            p,
            rhythm.PeakToPeak,
            rhythm.PValue,
            grid.StepMinutes
        );
    }

    /// <summary>For each step of the day the median over days of what it is above the floor, from its best quarter of the day on.</summary>
    private static double[] MedianAboveFloor(ElevatedSteps steps)
    {
        var size = steps.StepsPerDay;
        var curve = new double[size];
        var column = new double[steps.Days.Length];
        for (var step = 0; step < size; step++)
        {
            for (var i = 0; i < column.Length; i++)
                column[i] = steps.Values[(steps.Days[i] * size) + step] - steps.Baselines[steps.Days[i]].Level;
            curve[step] = Order.Median(column);
        }

        var best = Order.Quantile(curve, 0.25);
        return Array.ConvertAll(curve, value => value - best);
    }
}
