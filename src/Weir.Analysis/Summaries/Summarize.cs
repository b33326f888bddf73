using Weir.Analysis.Periods;

namespace Weir.Analysis.Summaries;

/// <summary>Merges rollups into summaries. Pure.</summary>
public static class Summarize
{
    /// <summary>One summary per agent, target and hour as far as the grouping tells them apart, in order.</summary>
    public static IReadOnlyList<(SummaryKey Key, Summary Summary)> By(
        Grouping grouping,
        IEnumerable<Rollup> rollups,
        TimeZoneInfo zone
    )
    {
        ArgumentNullException.ThrowIfNull(rollups);
        var summaries = new SortedDictionary<SummaryKey, Summary>();
        foreach (var rollup in rollups)
        {
            var key = new SummaryKey(
                grouping.HasFlag(Grouping.Agent) ? rollup.Agent : null,
                grouping.HasFlag(Grouping.Target) ? rollup.Target : null,
                grouping.HasFlag(Grouping.Hour) ? LocalTime.Of(rollup.At, zone).Hour : null
            );
            if (!summaries.TryGetValue(key, out var summary))
                summaries.Add(key, summary = new Summary());
            summary.Merge(rollup.Summary);
        }

        return [.. summaries.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>Rollups of wider buckets, whole multiples of <see cref="Rollup.Width"/> that start at the epoch.</summary>
    public static IReadOnlyList<Rollup> Coarsen(IEnumerable<Rollup> rollups, TimeSpan width)
    {
        ArgumentNullException.ThrowIfNull(rollups);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, Rollup.Width);
        var epoch = DateTimeOffset.UnixEpoch.Ticks;
        var summaries = new SortedDictionary<(string Agent, string Target, long At), Summary>();
        foreach (var rollup in rollups)
        {
            var since = rollup.At.UtcTicks - epoch;
            var key = (rollup.Agent, rollup.Target, epoch + (since - (since % width.Ticks)));
            if (!summaries.TryGetValue(key, out var summary))
                summaries.Add(key, summary = new Summary());
            summary.Merge(rollup.Summary);
        }

        return
        [
            .. summaries.Select(pair => new Rollup(
                pair.Key.Agent,
                pair.Key.Target,
                new DateTimeOffset(pair.Key.At, TimeSpan.Zero),
                pair.Value
            )),
        ];
    }
}
