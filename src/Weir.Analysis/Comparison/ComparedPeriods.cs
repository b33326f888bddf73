using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Comparison;

/// <summary>All series of a network before a day and from it on.</summary>
/// <param name="Split">The first local day of the second period.</param>
/// <param name="Series">By agent, target and metric; those with days on either side.</param>
public sealed record ComparedPeriods(DateOnly Split, IReadOnlyList<ComparedSeries> Series)
{
    public static ComparedPeriods Of(IEnumerable<Rollup> rollups, Clocks clocks, DateOnly split)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        var paths = PathSeries.Of(rollups);
        var calendars = CivilCalendar.Of(clocks, paths);
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
                        PeriodComparison.Of(series, calendars[clocks.Of(series.Agent)], split)
                    ))
                    .Where(series => series.Comparison is { DaysBefore: > 0, DaysAfter: > 0 }),
            ]
        );
    }
}

/// <summary>One of them.</summary>
public sealed record ComparedSeries(string Agent, string Target, Metric Metric, PeriodComparison Comparison);
