using System.Text.Json.Serialization;
using Weir.Analysis.Series;
using Weir.Analysis.Standing;
using Weir.Analysis.Summaries;
using Weir.Measurements.Histograms;

namespace Weir.Analysis.Bands;

/// <summary>
/// Percentiles of one metric over time, column by column: an item of <c>GET /api/v1/bands</c>. A percentile that too few
/// values stand behind is null, as everywhere; the median of a single value is that value, so that a line can be drawn.
/// </summary>
public sealed record BandSeries
{
    /// <summary>Null for all agents together.</summary>
    public string? Agent { get; init; }

    public required string Target { get; init; }

    public required string Metric { get; init; }

    [JsonPropertyName("bucket_s")]
    public double Bucket { get; init; }

    /// <summary>Where the steps begin, in seconds since 1970.</summary>
    [JsonPropertyName("at_unix_s")]
    public IReadOnlyList<long> At { get; init; } = [];

    /// <summary>Values in each step; packets for <c>loss_ratio</c>.</summary>
    public IReadOnlyList<long> N { get; init; } = [];

    public IReadOnlyList<double?> Min { get; init; } = [];

    public IReadOnlyList<double?> P05 { get; init; } = [];

    public IReadOnlyList<double?> P25 { get; init; } = [];

    public IReadOnlyList<double?> P50 { get; init; } = [];

    public IReadOnlyList<double?> P75 { get; init; } = [];

    public IReadOnlyList<double?> P95 { get; init; } = [];

    public IReadOnlyList<double?> Max { get; init; } = [];

    /// <summary>Null when no step has a value.</summary>
    /// <param name="steps">In the order of time.</param>
    public static BandSeries? Of(
        string? agent,
        string target,
        Metric metric,
        IEnumerable<(DateTimeOffset At, Summary Summary)> steps,
        TimeSpan bucket
    )
    {
        var known = steps.Where(step => StepValue.Of(metric, step.Summary) is not null).ToList();
        if (known.Count == 0)
            return null;
        return new BandSeries
        {
            Agent = agent,
            Target = target,
            Metric = MetricRules.Name(metric),
            Bucket = bucket.TotalSeconds,
            At = [.. known.Select(step => step.At.ToUnixTimeSeconds())],
            N = [.. known.Select(step => StepValue.Distribution(metric, step.Summary)?.Count ?? step.Summary.Sent)],
            P50 = [.. known.Select(step => StepValue.Of(metric, step.Summary))],
            Min = Column(values => values.Moments.Min),
            P05 = Column(values => Low(values, 0.05)),
            P25 = Column(values => Low(values, 0.25)),
            P75 = Column(values => values.Percentile(0.75)),
            P95 = Column(values => values.Percentile(0.95)),
            Max = Column(values => values.Moments.Max),
        };

        List<double?> Column(Func<Distribution, double?> value) =>
            [.. known.Select(step => StepValue.Distribution(metric, step.Summary) is { } all ? value(all) : null)];
    }

    /// <summary>As honest as its counterpart above the median: the 5th percentile takes 59 values too.</summary>
    private static double? Low(Distribution values, double share) =>
        Percentiles.IsEstimable(1 - share, values.Count) ? values.Quantile(share) : null;
}
