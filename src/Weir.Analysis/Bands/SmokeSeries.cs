using System.Text.Json.Serialization;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Bands;

/// <summary>
/// All round-trip times of a target over time as densities, with the share that was lost: an item of
/// <c>GET /api/v1/smoke</c>.
/// </summary>
public sealed record SmokeSeries
{
    public required string Target { get; init; }

    [JsonPropertyName("bucket_s")]
    public double Bucket { get; init; }

    [JsonPropertyName("at_unix_s")]
    public IReadOnlyList<long> At { get; init; } = [];

    /// <summary>Packets that came back.</summary>
    public IReadOnlyList<long> N { get; init; } = [];

    public IReadOnlyList<double?> LossRatio { get; init; } = [];

    public IReadOnlyList<double?> P50 { get; init; } = [];

    /// <summary>Of each step, flat: bucket, count, bucket, count…; bucket i holds the seconds in (2^((i−1)/32), 2^(i/32)].</summary>
    public IReadOnlyList<IReadOnlyList<long>> Histograms { get; init; } = [];

    /// <summary>Null without a packet.</summary>
    public static SmokeSeries? Of(
        string target,
        IEnumerable<(DateTimeOffset At, Summary Summary)> steps,
        TimeSpan bucket
    )
    {
        var known = steps.Where(step => step.Summary.Sent > 0 || step.Summary.Rtt.Count > 0).ToList();
        if (known.Count == 0)
            return null;
        return new SmokeSeries
        {
            Target = target,
            Bucket = bucket.TotalSeconds,
            At = [.. known.Select(step => step.At.ToUnixTimeSeconds())],
            N = [.. known.Select(step => step.Summary.Rtt.Count)],
            LossRatio = [.. known.Select(step => step.Summary.LossRatio)],
            P50 = [.. known.Select(step => step.Summary.Rtt.Quantile(0.5))],
            Histograms =
            [
                .. known.Select(step =>
                    step.Summary.Rtt.Histogram.Buckets.SelectMany(one => new[] { (long)one.Bucket, one.Count })
                        .ToArray()
                ),
            ],
        };
    }
}
