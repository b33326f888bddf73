using Weir.Analysis.Summaries;

namespace Weir.Collector.Reading;

/// <summary>Rollups, or why there are none.</summary>
/// <param name="Problem">A clause for the user; null when all rollups are here.</param>
public sealed record ReadResult(IReadOnlyList<Rollup> Rollups, string? Problem)
{
    internal static ReadResult Failed(string problem) => new([], problem);
}
