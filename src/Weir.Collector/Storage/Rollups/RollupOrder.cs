using Weir.Analysis.Summaries;

namespace Weir.Collector.Storage.Rollups;

/// <summary>By agent, target and time, as all answers are.</summary>
internal static class RollupOrder
{
    public static int Compare(Rollup one, Rollup other)
    {
        var order = string.CompareOrdinal(one.Agent, other.Agent);
        if (order == 0)
            order = string.CompareOrdinal(one.Target, other.Target);
        return order != 0 ? order : one.At.CompareTo(other.At);
    }
}
