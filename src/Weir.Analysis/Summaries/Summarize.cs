using Weir.Analysis.Periods;

namespace Weir.Analysis.Summaries;

/// <summary>Merges rollups into summaries. Pure.</summary>
public static class Summarize
{
    /// <summary>One summary per agent, target and hour as far as the grouping tells them apart, in order.</summary>
    public static IReadOnlyList<(SummaryKey Key, Summary Summary)> By(
        Grouping grouping,
        IEnumerable<Rollup> rollups,
        Clocks clocks
    )
    {
        ArgumentNullException.ThrowIfNull(rollups);
        ArgumentNullException.ThrowIfNull(clocks);
        var summaries = new SortedDictionary<SummaryKey, Summary>();
        foreach (var rollup in rollups)
        {
            var key = new SummaryKey(
                grouping.HasFlag(Grouping.Agent) ? rollup.Agent : null,
                grouping.HasFlag(Grouping.Target) ? rollup.Target : null,
                grouping.HasFlag(Grouping.Hour) ? LocalTime.Of(rollup.At, clocks.Of(rollup.Agent)).Hour : null
            );
            if (!summaries.TryGetValue(key, out var summary))
                summaries.Add(key, summary = new Summary());
            summary.Merge(rollup.Summary);
        }

        return [.. summaries.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>
    /// Rollups of wider buckets, whole multiples of <see cref="Rollup.Width"/> that start at the epoch; buckets of whole days
    /// start at midnight on the clocks of the zone. A bucket of one rollup has the very summary of that.
    /// </summary>
    public static IReadOnlyList<Rollup> Coarsen(IEnumerable<Rollup> rollups, TimeSpan width, TimeZoneInfo? zone = null)
    {
        ArgumentNullException.ThrowIfNull(rollups);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, Rollup.Width);
        var buckets = new Buckets(width, zone ?? TimeZoneInfo.Utc);
        var summaries = new Dictionary<(string Agent, string Target, DateTimeOffset At), (Summary Sum, bool IsOwn)>();
        foreach (var rollup in rollups)
        {
            var key = (rollup.Agent, rollup.Target, buckets.StartOf(rollup.At));
            if (!summaries.TryGetValue(key, out var before))
                summaries.Add(key, (rollup.Summary, false));
            else if (before.IsOwn)
                before.Sum.Merge(rollup.Summary);
            else
                summaries[key] = (Summary.Of([before.Sum, rollup.Summary]), true);
        }

        return
        [
            .. summaries
                .Select(pair => new Rollup(pair.Key.Agent, pair.Key.Target, pair.Key.At, pair.Value.Sum))
                .OrderBy(rollup => rollup.Agent, StringComparer.Ordinal)
                .ThenBy(rollup => rollup.Target, StringComparer.Ordinal)
                .ThenBy(rollup => rollup.At),
        ];
    }
}
