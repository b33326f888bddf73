using System.Text.Json.Serialization;
using Weir.Measurements.Histograms;

namespace Weir.Measurements.Records;

/// <summary>
/// How values are spread, in the unit that the field's name gives. A percentile below its honest count of values
/// (<see cref="Percentiles.IsEstimable"/>) is null; of a single session they are values that occurred, of merged ones they have
/// the error of the buckets, 1.1 %.
/// </summary>
public sealed record DistributionRecord
{
    public double? Min { get; init; }

    public double? Mean { get; init; }

    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }

    public double? Max { get; init; }

    /// <summary>Of the sample (n − 1); null for a single value.</summary>
    [JsonPropertyName("stddev")]
    public double? StandardDeviation { get; init; }

    /// <summary>The buckets that hold something, ascending; their counts add up to the number of values.</summary>
    public IReadOnlyList<HistogramBucket> Histogram
    {
        get => field ?? [];
        init;
    }
}
