using Weir.Analysis.BusyHours;
using Weir.Analysis.Comparison;
using Weir.Analysis.Congestion;
using Weir.Analysis.Episodes;
using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Shifts;
using Weir.Analysis.Statistics;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Findings;

/// <summary>
/// Composes the detectors: each series is judged on its own, on all cores, then the places are told from all of them
/// together. Pure; the same rollups give the same findings, in whatever order they come.
/// </summary>
public static class Analyst
{
    public static NetworkFindings Of(IEnumerable<Rollup> rollups, Clocks clocks) =>
        OfPaths(PathSeries.Of(rollups), clocks);

    public static NetworkFindings OfPaths(IReadOnlyList<PathSeries> paths, Clocks clocks)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(clocks);
        var calendars = CivilCalendar.Of(clocks, paths);
        var series = paths
            .AsParallel()
            .AsOrdered()
            .SelectMany(path => Judge(path, calendars[clocks.Of(path.Agent)]))
            .ToList();
        var quarters = paths.SelectMany(path => path.Metrics).ToList();
        return new NetworkFindings(
            quarters.Count == 0 ? null : Quarter.Start(quarters.Min(s => s.Quarters[0])),
            quarters.Count == 0 ? null : Quarter.Start(quarters.Max(s => s.Quarters[^1]) + 1),
            clocks.Zone,
            [.. series.Select(one => WithPlace(one, series))]
        );
    }

    private static SeriesFinding WithPlace(SeriesFinding one, List<SeriesFinding> all) =>
        one.Congestion.Verdict is CongestionVerdict.Recurring
            ? one with
            {
                Where = PlaceRule.Of(one, [.. all.Where(other => other.Metric == one.Metric)]),
            }
            : one;

    private static IEnumerable<SeriesFinding> Judge(PathSeries path, CivilCalendar calendar)
    {
        var demand = BusyHourFinder.Demand(path, calendar);
        var consistent = BusyHourFinder.TimeConsistent(path, calendar);
        var rttShifts = path[Metric.Rtt] is { } rtt ? ShiftDetector.Find(rtt, path[Metric.Jitter]) : [];
        foreach (var series in path.Metrics.Where(series => MetricRules.Judged.Contains(series.Metric)))
        {
            yield return new SeriesFinding
            {
                Agent = path.Agent,
                Target = path.Target,
                Metric = series.Metric,
                Zone = calendar.Zone,
                Count = series.Count,
                Median = Median(series, calendar),
                Congestion = CongestionDetector.Judge(series, calendar),
                Shifts =
                    series.Metric is Metric.Rtt
                        ? rttShifts
                        : [.. ShiftDetector.Find(series, null).Select(shift => WithCause(shift, rttShifts))],
                Episodes = EpisodeFinder.Find(series, path, calendar),
                Demand = demand,
                Pain = BusyHourFinder.Pain(series, calendar),
                TimeConsistent = consistent,
                Drop = DiurnalDrop.Of(series, calendar),
                Week = HourOfWeek.Of(series, calendar),
                DayCurve = DayCurves.Of(series, calendar),
            };
        }
    }

    /// <summary>What moved together has one cause: that of the round trips, which alone tell it.</summary>
    private static LevelShift WithCause(LevelShift shift, IReadOnlyList<LevelShift> rttShifts)
    {
        var near = rttShifts.FirstOrDefault(rtt => (rtt.At - shift.At).Duration() <= TimeSpan.FromHours(6));
        return near is null ? shift : shift with { Cause = near.Cause };
    }

    private static Interval? Median(MetricSeries series, CivilCalendar calendar)
    {
        var grid = DayGrid.Of(calendar, series.Quarters, series.Values);
        double[][] days =
        [
            .. Enumerable
                .Range(0, grid.Days)
                .Where(day => grid.Observed(day) > 0)
                .Select(day => grid.Row(day).ToArray()),
        ];
        return DayBootstrap.Median(days, SeededRandom.For(days.Length, 8));
    }
}
