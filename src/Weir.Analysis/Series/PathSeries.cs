using Weir.Analysis.Summaries;

namespace Weir.Analysis.Series;

/// <summary>All metrics of one agent's view of one target.</summary>
public sealed record PathSeries(string Agent, string Target)
{
    /// <summary>Those with values.</summary>
    public IReadOnlyList<MetricSeries> Metrics { get; private init; } = [];

    /// <summary>Bytes of downloads; a quarter without a download has none.</summary>
    public (long[] Quarters, double[] Bytes) Demand { get; init; } = ([], []);

    public MetricSeries? this[Metric metric] => Metrics.FirstOrDefault(series => series.Metric == metric);

    /// <summary>The paths of these rollups, by agent and target; rollups may come in any order.</summary>
    public static IReadOnlyList<PathSeries> Of(IEnumerable<Rollup> rollups)
    {
        ArgumentNullException.ThrowIfNull(rollups);
        return
        [
            .. rollups
                .GroupBy(rollup => (rollup.Agent, rollup.Target))
                .OrderBy(group => group.Key.Agent, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Target, StringComparer.Ordinal)
                .Select(group => Of(group.Key.Agent, group.Key.Target, group)),
        ];
    }

    /// <summary>A path of series that someone else has made.</summary>
    public static PathSeries Of(string agent, string target, IReadOnlyList<MetricSeries> metrics) =>
        new(agent, target) { Metrics = metrics };

    private static double? RetransmitsPerMegabyte(Summary summary) =>
        summary.Retransmits is { } count && summary.RetransmitBytes > 0 ? count * 1e6 / summary.RetransmitBytes : null;

    private static PathSeries Of(string agent, string target, IEnumerable<Rollup> rollups)
    {
        var merged = new SortedDictionary<long, Summary>();
        foreach (var rollup in rollups)
        {
            var quarter = Quarter.Of(rollup.At);
            if (merged.TryGetValue(quarter, out var summary))
                merged[quarter] = Summary.Of([summary, rollup.Summary]);
            else
                merged.Add(quarter, rollup.Summary);
        }

        MetricSeries? Make(Metric metric, Func<Summary, double?> value, Func<Summary, long> count)
        {
            var known = merged
                .Select(pair => (pair.Key, Value: value(pair.Value), Count: count(pair.Value)))
                .Where(point => point.Value is not null)
                .ToArray();
            return known.Length == 0
                ? null
                : new MetricSeries(
                    agent,
                    target,
                    metric,
                    known.Sum(point => point.Count),
                    [.. known.Select(point => point.Key)],
                    [.. known.Select(point => point.Value!.Value)]
                );
        }

        var downloads = merged.Where(pair => pair.Value.Downloads > 0).ToArray();
        return new PathSeries(agent, target)
        {
            Metrics =
            [
                .. new[]
                {
                    Make(Metric.Rtt, s => s.Rtt.Quantile(0.5), s => s.Rtt.Count > 0 ? s.Probes : 0),
                    Make(Metric.Loss, s => s.LossRatio, s => s.Probes),
                    Make(Metric.Throughput, s => s.Throughput.Quantile(0.5), s => s.Throughput.Count),
                    Make(Metric.Response, s => s.Response.Quantile(0.5), s => s.Response.Count),
                    Make(Metric.Jitter, s => s.Jitter.Count > 0 ? s.Jitter.Moments.Mean : null, s => s.Jitter.Count),
                    Make(Metric.Retransmits, RetransmitsPerMegabyte, s => s.Downloads),
                }.OfType<MetricSeries>(),
            ],
            Demand = ([.. downloads.Select(pair => pair.Key)], [.. downloads.Select(pair => (double)pair.Value.Bytes)]),
        };
    }
}
