using System.Text.Json.Serialization;

namespace Weir.Analysis.Summaries;

/// <summary>An item of <c>GET /api/v1/summary</c>; what it was not grouped by is null.</summary>
public sealed record SummaryRecord
{
    public string? Agent { get; init; }

    public string? Target { get; init; }

    /// <summary>Of the day, 0 to 23, in the time zone that was asked for.</summary>
    public int? Hour { get; init; }

    public long Downloads { get; init; }

    public long Failures { get; init; }

    public long Bytes { get; init; }

    [JsonPropertyName("throughput_bps")]
    public SpreadRecord? Throughput { get; init; }

    [JsonPropertyName("duration_s")]
    public SpreadRecord? Duration { get; init; }

    [JsonPropertyName("response_s")]
    public SpreadRecord? Response { get; init; }

    public long Probes { get; init; }

    public double? LossRatio { get; init; }

    [JsonPropertyName("rtt_s")]
    public SpreadRecord? Rtt { get; init; }

    [JsonPropertyName("jitter_s")]
    public SpreadRecord? Jitter { get; init; }

    public static SummaryRecord Of(SummaryKey key, Summary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new SummaryRecord
        {
            Agent = key.Agent,
            Target = key.Target,
            Hour = key.Hour,
            Downloads = summary.Downloads,
            Failures = summary.Failures,
            Bytes = summary.Bytes,
            Throughput = SpreadRecord.Of(summary.Throughput),
            Duration = SpreadRecord.Of(summary.Duration),
            Response = SpreadRecord.Of(summary.Response),
            Probes = summary.Probes,
            LossRatio = summary.LossRatio,
            Rtt = SpreadRecord.Of(summary.Rtt),
            Jitter = SpreadRecord.Of(summary.Jitter),
        };
    }
}
