using Weir.Analysis.Series;

namespace Weir.Analysis.Episodes;

/// <summary>A stretch that was significantly worse than the day's own floor.</summary>
/// <param name="Metric">By which it was found.</param>
/// <param name="Depth">Median above the floor, as <see cref="MetricRules.Elevation"/> says it.</param>
/// <param name="Count">Quarters with a value in it.</param>
/// <param name="PValue">That its values are like those of the hours around it (Mann-Whitney).</param>
/// <param name="Moved">The path's metrics that were worse than around it, the one it was found by among them.</param>
public sealed record Episode(
    DateTimeOffset From,
    DateTimeOffset To,
    Metric Metric,
    double Depth,
    int Count,
    double PValue,
    IReadOnlyList<Metric> Moved
);
