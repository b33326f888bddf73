using Weir.Measurements.Histograms;

namespace Weir.Analysis.Summaries;

/// <summary>A distribution in five numbers; a percentile below its honest count of values is null.</summary>
public sealed record SpreadRecord(double Mean, double Min, double Max, double? P50, double? P95)
{
    /// <summary>Null without values.</summary>
    public static SpreadRecord? Of(Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return distribution.ToRecord() is { } d
            ? new SpreadRecord(d.Mean ?? 0, d.Min ?? 0, d.Max ?? 0, d.P50, d.P95)
            : null;
    }
}
