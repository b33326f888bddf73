using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Congestion;

/// <summary>Cuts windows out of a curve over the day, and says what happened in each.</summary>
internal static class WindowFinder
{
    private const double HalfOfPeak = 0.5;
    private const double LongestHours = 18;
    private const int Most = 4;

    /// <summary>Share of a window that must be observed on a day: gaps must not take away whole days.</summary>
    private const double LeastObserved = 0.25;

    /// <summary>
    /// Peaks of at least <paramref name="least"/>, each with its surroundings down to half of it, across midnight too.
    /// </summary>
    /// <param name="curve">For each step of the day; NaN where nothing is known, which ends no window.</param>
    /// <returns>First step and length of each.</returns>
    public static List<(int From, int Length, double Peak)> Cut(double[] curve, double least)
    {
        var size = curve.Length;
        var isTaken = new bool[size];
        var windows = new List<(int From, int Length, double Peak)>();
        while (windows.Count < Most)
        {
            var peak = -1;
            for (var step = 0; step < size; step++)
            {
                if (!isTaken[step] && curve[step] >= least && (peak < 0 || curve[step] > curve[peak]))
                    peak = step;
            }

            if (peak < 0)
                break;
            var edge = HalfOfPeak * curve[peak];
            int Walk(int direction)
            {
                var reach = 0;
                for (var far = 1; far < size; far++)
                {
                    var at = (peak + (direction * far) + size) % size;
                    if (isTaken[at] || curve[at] < edge)
                        break;
                    reach = double.IsNaN(curve[at]) ? reach : far;
                }

                return reach;
            }

            var (before, after) = (Walk(-1), Walk(1));
            var length = Math.Min(size, before + after + 1);
            var from = (peak - before + size) % size;
            for (var i = 0; i < length; i++)
                isTaken[(from + i) % size] = true;
            windows.Add((from, length, curve[peak]));
        }

        return Joined(windows, size).FindAll(w => w.Length * 24.0 / size <= LongestHours);
    }

    /// <summary>What happened in this window on each day.</summary>
    public static CongestionWindow Describe(ElevatedSteps steps, Metric metric, int from, int length, double pValue)
    {
        var size = steps.StepsPerDay;
        var enough = Math.Min(4 * size / 96.0, length / 2.0);
        var (days, elevations) = (new List<DateOnly>(), new List<double>());
        var observedDays = 0;
        foreach (var day in steps.Days)
        {
            var start = (day * size) + from;
            if (start + length > steps.Values.Length)
                continue;
            var (observed, elevated) = (0, 0);
            for (var i = start; i < start + length; i++)
            {
                observed += steps.IsObserved[i] ? 1 : 0;
                elevated += steps.IsElevated[i] ? 1 : 0;
            }

            if (observed < LeastObserved * length)
                continue;
            observedDays++;
            if (elevated < Math.Max(1, Math.Min(enough, observed / 2.0)))
                continue;
            days.Add(steps.Grid.Calendar.DayOf(day));
            elevations.Add(
                MetricRules.Typical(metric, steps.Measured(metric).AsSpan(start, length)) - steps.Baselines[day].Level
            );
        }

        var elevation = elevations.Count > 0 ? Order.Median(elevations.ToArray()) : 0;
        return new CongestionWindow(
            TimeOf(from, size),
            TimeOf(from + length, size),
            days.Count,
            observedDays,
            pValue,
            MetricRules.Elevation(metric, elevation),
            days
        );
    }

    private static TimeOnly TimeOf(int step, int size) => TimeOnly.MinValue.AddMinutes(step % size * (24 * 60 / size));

    /// <summary>Windows side by side are one.</summary>
    private static List<(int From, int Length, double Peak)> Joined(
        List<(int From, int Length, double Peak)> windows,
        int size
    )
    {
        for (var i = 0; i < windows.Count; i++)
        {
            for (var j = 0; j < windows.Count; j++)
            {
                var apart = (windows[j].From - windows[i].From - windows[i].Length + (2 * size)) % size;
                if (i == j || apart > size / 48)
                    continue;
                windows[i] = (
                    windows[i].From,
                    Math.Min(size, windows[i].Length + apart + windows[j].Length),
                    Math.Max(windows[i].Peak, windows[j].Peak)
                );
                windows.RemoveAt(j);
                return Joined(windows, size);
            }
        }

        return windows;
    }
}
