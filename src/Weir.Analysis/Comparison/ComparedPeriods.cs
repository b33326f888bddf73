using Weir.Analysis.Series;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Comparison;

/// <summary>All series of a network before a day and from it on.</summary>
/// <param name="Split">The first local day of the second period.</param>
/// <param name="Series">By agent, target and metric; those with days on either side.</param>
public sealed record ComparedPeriods(DateOnly Split, IReadOnlyList<ComparedSeries> Series)
{
    public static ComparedPeriods Of(IEnumerable<Rollup> rollups, TimeZoneInfo zone, DateOnly split)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var paths = PathSeries.Of(rollups);
        var calendar = CivilCalendar.Of(zone, paths);
        return new ComparedPeriods(
            split,
            [
                .. paths
                    .SelectMany(path => path.Metrics)
                    .Where(series => MetricRules.Judged.Contains(series.Metric))
                    .Select(series => new ComparedSeries(
                        series.Agent,
                        series.Target,
                        series.Metric,
                        PeriodComparison.Of(series, calendar, split)
                    ))
                    .Where(series => series.Comparison is { DaysBefore: > 0, DaysAfter: > 0 }),
            ]
        );
    }
}

/// <summary>One of them.</summary>
public sealed record ComparedSeries(string Agent, string Target, Metric Metric, PeriodComparison Comparison);
