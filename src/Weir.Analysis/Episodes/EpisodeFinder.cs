using Weir.Analysis.Congestion;
using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Episodes;

/// <summary>Finds stretches of bad quarters, whether they come again or not. Pure.</summary>
public static class EpisodeFinder
{
    public const string Version = "day-floor/2";

    /// <summary>Half an hour: a single quarter is a spike.</summary>
    private const int LeastQuarters = 2;

    /// <summary>A stretch goes on across as many good or missing ones.</summary>
    private const int Bridge = 2;

    /// <summary>What is around an episode: six hours on each side.</summary>
    private const int Around = 6 * Quarter.PerHour;

    private const double Alpha = 0.01;

    public static IReadOnlyList<Episode> Find(MetricSeries series, PathSeries path, CivilCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(calendar);
        var grid = DayGrid.Of(calendar, series.Quarters, series.Badness());
        var steps = ElevatedSteps.Of(grid, series.Metric);
        var losses = series.Metric is Metric.Loss ? new LossTest(series) : null;
        var episodes = new List<Episode>();
        for (var at = 0; at < steps.IsElevated.Length; )
        {
            if (!steps.IsElevated[at])
            {
                at++;
                continue;
            }

            var (end, count) = (at + 1, 1);
            for (var next = end; next < steps.IsElevated.Length && next - end <= Bridge; next++)
            {
                if (steps.IsElevated[next])
                    (end, count) = (next + 1, count + 1);
            }

            if (count >= LeastQuarters && Describe(series, path, steps, losses, at, end, count) is { } episode)
                episodes.Add(episode);
            at = end;
        }

        return episodes;
    }

    private static Episode? Describe(
        MetricSeries series,
        PathSeries path,
        ElevatedSteps steps,
        LossTest? losses,
        int at,
        int end,
        int count
    )
    {
        var calendar = steps.Grid.Calendar;
        var (from, to) = (Moment(calendar, at), Moment(calendar, end));
        var (first, last) = (Quarter.Of(from), Quarter.Of(to));
        var (inside, around) = Split(series, first, last);
        var p = MannWhitney.PValue(inside, around);
        if (p > Alpha || losses?.IsBeyondChance(inside, around) == false)
            return null;
        var floor = steps.Baselines[at / steps.StepsPerDay].Level;
        var depth = MetricRules.Typical(series.Metric, steps.Measured(series.Metric).AsSpan(at, end - at)) - floor;
        var moved = path
            .Metrics.Where(other => other.Metric == series.Metric || IsWorse(other, first, last))
            .Select(other => other.Metric);
        return new Episode(from, to, series.Metric, MetricRules.Elevation(series.Metric, depth), count, p, [.. moved]);
    }

    private static DateTimeOffset Moment(CivilCalendar calendar, int cell)
    {
        var day = calendar.DayOf(cell / Quarter.PerDay).ToDateTime(default);
        return LocalTime.ToMoment(day.AddMinutes(cell % Quarter.PerDay * 15), calendar.Zone);
    }

    private static bool IsWorse(MetricSeries series, long first, long last)
    {
        var (inside, around) = Split(series, first, last);
        return inside.Length > 0
            && MetricRules.Typical(series.Metric, inside) - MetricRules.Typical(series.Metric, around)
                > MetricRules.Floor(series.Metric)
            && MannWhitney.PValue(inside, around) <= Alpha;
    }

    /// <summary>Badness within the quarters and in the hours before and after them.</summary>
    private static (double[] Inside, double[] Around) Split(MetricSeries series, long first, long last)
    {
        var from = Place(series.Quarters, first - Around);
        var (start, end) = (Place(series.Quarters, first), Place(series.Quarters, last));
        var to = Place(series.Quarters, last + Around);
        double[] Badness(int low, int high) =>
            [.. series.Values[low..high].Select(value => MetricRules.ToBadness(series.Metric, value))];
        return (Badness(start, end), [.. Badness(from, start), .. Badness(end, to)]);
    }

    private static int Place(long[] quarters, long quarter)
    {
        var place = Array.BinarySearch(quarters, quarter);
        return place < 0 ? ~place : place;
    }
}
