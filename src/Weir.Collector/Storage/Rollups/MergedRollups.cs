using Weir.Analysis.Summaries;

namespace Weir.Collector.Storage.Rollups;

/// <summary>Rollups of all agents together, as the rows come: memory holds the sums and not the rows.</summary>
public sealed class MergedRollups
{
    private readonly Dictionary<(string Target, DateTimeOffset At), Summary> _sums = [];
    private readonly Dictionary<string, SortedSet<string>> _agents = new(StringComparer.Ordinal);

    /// <summary>By target and time; their agent is empty.</summary>
    public IReadOnlyList<Rollup> Rollups
    {
        get
        {
            var all = _sums.Select(sum => new Rollup("", sum.Key.Target, sum.Key.At, sum.Value)).ToList();
            all.Sort(RollupOrder.Compare);
            return all;
        }
    }

    /// <summary>Who measured a target, by name.</summary>
    public IReadOnlyList<string> AgentsOf(string target) => [.. _agents.GetValueOrDefault(target) ?? []];

    internal void Add(StoredPath path, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var (agent, _, target) = path;
        if (!_sums.TryGetValue((target, at), out var summary))
            _sums.Add((target, at), summary = new Summary());
        RollupCodec.Merge(body, summary);
        if (!_agents.TryGetValue(target, out var agents))
            _agents.Add(target, agents = new SortedSet<string>(StringComparer.Ordinal));
        agents.Add(agent);
    }
}
