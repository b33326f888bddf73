using System.Runtime.InteropServices;
using Weir.Analysis.Summaries;
using Weir.Collector.Ingest;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Postgres;

/// <summary>
/// What the records of one transaction add to the counts of their pairs of agent and target, and to their rollups; both in
/// the order of their keys, as all is that several collectors may write at once.
/// </summary>
internal sealed class AddedSums
{
    public AddedSums(IEnumerable<(Envelope Envelope, long Target, long Agent)> records)
    {
        var series =
            new Dictionary<(long Target, long Agent), (long Count, DateTimeOffset First, DateTimeOffset Last)>();
        var rollups = new RollupBatch();
        foreach (var (envelope, target, agent) in records)
        {
            var at = envelope.At;
            ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(series, (target, agent), out var isThere);
            seen = isThere
                ? (seen.Count + 1, at < seen.First ? at : seen.First, at > seen.Last ? at : seen.Last)
                : (1, at, at);
            rollups.Add(envelope.Observation, target, agent);
        }

        Series =
        [
            .. series
                .Select(one => new Added(
                    one.Key.Target,
                    one.Key.Agent,
                    one.Value.Count,
                    one.Value.First,
                    one.Value.Last
                ))
                .OrderBy(one => one.Target)
                .ThenBy(one => one.Agent),
        ];
        Rollups = rollups.Rows();
    }

    public IReadOnlyList<Added> Series { get; }

    public IReadOnlyList<KeyValuePair<RollupKey, Summary>> Rollups { get; }

    /// <summary>What a pair gets.</summary>
    internal readonly record struct Added(
        long Target,
        long Agent,
        long Count,
        DateTimeOffset First,
        DateTimeOffset Last
    );
}
