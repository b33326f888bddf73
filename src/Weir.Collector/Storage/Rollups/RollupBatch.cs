using Weir.Analysis.Observations;
using Weir.Analysis.Summaries;

namespace Weir.Collector.Storage.Rollups;

/// <summary>The rollups, of all widths, of the records that one transaction adds.</summary>
internal sealed class RollupBatch
{
    private readonly Dictionary<RollupKey, Summary> _quarters = [];

    public void Add(Observation observation, long target, long agent)
    {
        if (observation.Kind is ObservationKind.Other)
            return;
        var key = new RollupKey(
            RollupWidth.Quarter,
            target,
            agent,
            RollupWidths.StartOf(observation.At, RollupWidth.Quarter)
        );
        SummaryOf(_quarters, key).Add(observation);
    }

    /// <summary>All rows to be merged into those that are stored, in the order of their keys.</summary>
    public IReadOnlyList<KeyValuePair<RollupKey, Summary>> Rows()
    {
        var rows = new Dictionary<RollupKey, Summary>(_quarters);
        foreach (var (key, summary) in _quarters)
        {
            foreach (var width in (ReadOnlySpan<RollupWidth>)[RollupWidth.Hour, RollupWidth.Day])
                SummaryOf(rows, key with { Width = width, At = RollupWidths.StartOf(key.At, width) }).Merge(summary);
        }

        return
        [
            .. rows.OrderBy(row => row.Key.Width)
                .ThenBy(row => row.Key.At)
                .ThenBy(row => row.Key.Target)
                .ThenBy(row => row.Key.Agent),
        ];
    }

    private static Summary SummaryOf(Dictionary<RollupKey, Summary> rows, RollupKey key)
    {
        if (!rows.TryGetValue(key, out var summary))
            rows.Add(key, summary = new Summary());
        return summary;
    }
}
