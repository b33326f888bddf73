using System.Text.Json.Serialization;
using Weir.Measurements.Records;

namespace Weir.Analysis.Summaries;

/// <summary>A rollup as it is stored and sent: an item of <c>GET /api/v1/series</c>. It holds all that merging needs.</summary>
public sealed record RollupRecord
{
    public required string Agent { get; init; }

    public required string Target { get; init; }

    /// <summary>The time zone of the agent; absent when it tells none.</summary>
    [JsonPropertyName("tz")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Zone { get; init; }

    /// <summary>The start of the bucket.</summary>
    public required DateTimeOffset At { get; init; }

    public long Downloads { get; init; }

    public long Failures { get; init; }

    public long Bytes { get; init; }

    [JsonPropertyName("throughput_bps")]
    public DistributionRecord? Throughput { get; init; }

    [JsonPropertyName("duration_s")]
    public DistributionRecord? Duration { get; init; }

    [JsonPropertyName("response_s")]
    public DistributionRecord? Response { get; init; }

    public long Probes { get; init; }

    public long Sent { get; init; }

    public long Lost { get; init; }

    /// <summary>Segments sent again, or seen out of order, in the transfers that tell them; null when none does.</summary>
    public long? Retransmits { get; init; }

    /// <summary>What the transfers that tell their retransmits brought.</summary>
    public long RetransmitBytes { get; init; }

    [JsonPropertyName("rtt_s")]
    public DistributionRecord? Rtt { get; init; }

    [JsonPropertyName("jitter_s")]
    public DistributionRecord? Jitter { get; init; }

    public static RollupRecord Of(Rollup rollup)
    {
        ArgumentNullException.ThrowIfNull(rollup);
        var summary = rollup.Summary;
        return new RollupRecord
        {
            Agent = rollup.Agent,
            Target = rollup.Target,
            Zone = rollup.Zone,
            At = rollup.At,
            Downloads = summary.Downloads,
            Failures = summary.Failures,
            Bytes = summary.Bytes,
            Throughput = summary.Throughput.ToRecord(),
            Duration = summary.Duration.ToRecord(),
            Response = summary.Response.ToRecord(),
            Probes = summary.Probes,
            Sent = summary.Sent,
            Lost = summary.Lost,
            Retransmits = summary.Retransmits,
            RetransmitBytes = summary.RetransmitBytes,
            Rtt = summary.Rtt.ToRecord(),
            Jitter = summary.Jitter.ToRecord(),
        };
    }

    public Rollup ToRollup() => new(Agent, Target, At, Summary.Of(this)) { Zone = Zone };
}
