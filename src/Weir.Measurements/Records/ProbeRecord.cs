using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>The measurement that a probe leaves: one session of numbered packets to one target. What is unknown is null.</summary>
/// <remarks><see cref="Sent"/> = <see cref="Received"/> + <see cref="Lost"/>.</remarks>
public sealed record ProbeRecord
{
    /// <summary>Always <c>probe</c>.</summary>
    public string Type { get; } = "probe";

    /// <summary>Version of the JSON form.</summary>
    public int Schema { get; } = 1;

    /// <summary>From <see cref="RecordIds.NewId"/>.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who measured.</summary>
    public required string Agent { get; init; }

    /// <summary>What was measured.</summary>
    public required string Target { get; init; }

    /// <summary>The run that the probe belongs to.</summary>
    public string? RunId { get; init; }

    /// <summary>The time zone of who measured, as <c>Europe/Berlin</c>: evenings are those of its clock.</summary>
    [JsonPropertyName("tz")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Zone { get; init; }

    /// <summary>The name of the client within a run.</summary>
    public string? Client { get; init; }

    /// <summary>True when the record comes from a simulation, or its time does (<see cref="TimeScale"/>).</summary>
    public bool Simulated { get; init; }

    /// <summary>
    /// How many seconds of its clock one second of the measurement stands for: <see cref="StartedAt"/> is of a day that was
    /// compressed, all durations and rates are real. Null for a day of 24 hours.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TimeScale { get; init; }

    /// <summary><c>stamp</c>, <c>echo</c>, <c>icmp</c>, <c>tcp</c>, <c>http</c> or <c>https</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Packets handed to the network.</summary>
    public long Sent { get; init; }

    /// <summary>Of those, the ones that were answered in time; a second answer counts as a duplicate.</summary>
    public long Received { get; init; }

    /// <summary>Of those, the ones that were not answered in time (RFC 7680), whatever the direction.</summary>
    public long Lost { get; init; }

    /// <summary>Lost on the way to the reflector; null when the reflector does not count.</summary>
    public long? LostForward { get; init; }

    /// <summary>Lost on the way back. Losses after the last reply belong to neither direction.</summary>
    public long? LostBackward { get; init; }

    /// <summary>Replies to packets that were answered already (RFC 5560).</summary>
    public long Duplicates { get; init; }

    /// <summary>Replies that came behind one to a later packet (RFC 4737).</summary>
    public long Reordered { get; init; }

    /// <summary>First replies that came too late to count; their packets are in <see cref="Lost"/>.</summary>
    public long Late { get; init; }

    /// <summary>Lost of sent; null when nothing was sent.</summary>
    public double? LossRatio { get; init; }

    /// <summary>Round-trip times without the reflector's residence, (T4−T1)−(T3−T2); null without replies.</summary>
    [JsonPropertyName("rtt_s")]
    public DistributionRecord? Rtt { get; init; }

    /// <summary>Delays to the reflector, T2−T1, as <see cref="Clocks"/> says.</summary>
    [JsonPropertyName("forward_s")]
    public DistributionRecord? Forward { get; init; }

    /// <summary>Delays back, T4−T3, as <see cref="Clocks"/> says.</summary>
    [JsonPropertyName("backward_s")]
    public DistributionRecord? Backward { get; init; }

    /// <summary>Interarrival jitter of round trips (RFC 3550 section 6.4.1) at the end; null below two replies.</summary>
    [JsonPropertyName("jitter_s")]
    public TimeSpan? Jitter { get; init; }

    [JsonPropertyName("jitter_forward_s")]
    public TimeSpan? JitterForward { get; init; }

    [JsonPropertyName("jitter_backward_s")]
    public TimeSpan? JitterBackward { get; init; }

    /// <summary>TTL, or hop limit, of the last reply as it arrived.</summary>
    public int? Ttl { get; init; }

    /// <summary>Null when the reflector sends no time.</summary>
    public ClockRelation? Clocks { get; init; }

    /// <summary>UDP payload, from the first sending to the last; null below two packets.</summary>
    [JsonPropertyName("send_rate_bps")]
    public BitRate? SendRate { get; init; }

    /// <summary>UDP payload of received replies, from the first arrival to the last; null below two replies.</summary>
    [JsonPropertyName("throughput_bps")]
    public BitRate? Throughput { get; init; }

    /// <summary>
    /// What the loss ratio is below with 95 % confidence when nothing was lost (<see cref="Loss.RuleOfThree"/>); null else.
    /// </summary>
    public double? LossUpperBound { get; init; }

    /// <summary>How long a reply was waited for: Tmax = max(3 s, 4 × p99 of the round trips).</summary>
    [JsonPropertyName("reply_limit_s")]
    public TimeSpan? ReplyLimit { get; init; }

    /// <summary>Losses one after the other; null when nothing was lost.</summary>
    public LossRunsRecord? LossRuns { get; init; }

    /// <summary>The largest reordering extent (RFC 4737 section 4.2.1): how many replies an overtaken one came too late by.</summary>
    public long ReorderingExtent { get; init; }

    /// <summary>Packets that left after the date of the next one.</summary>
    public long LateSends { get; init; }

    /// <summary>|D(i) − D(i−1)| of round trips (RFC 3393); null without two answered packets in a row.</summary>
    [JsonPropertyName("ipdv_s")]
    public DistributionRecord? Ipdv { get; init; }

    /// <summary>D(i) − D(min) of round trips (RFC 5481 section 4.2); null without replies.</summary>
    [JsonPropertyName("pdv_s")]
    public DistributionRecord? Pdv { get; init; }

    /// <summary>Who took the times of arrival; null without replies.</summary>
    public TimestampSource? Timestamps { get; init; }

    /// <summary>The largest step by which a clock of either end was set meanwhile; null when none was.</summary>
    [JsonPropertyName("clock_step_s")]
    public TimeSpan? ClockStep { get; init; }

    /// <summary>How much faster the reflector's clock ran, in millionths, as removed from one-way delays; null when unknown.</summary>
    public double? ClockSkewPpm { get; init; }

    /// <summary>Of <c>tcp</c>, <c>http</c> and <c>https</c>: from the first SYN to the connection.</summary>
    [JsonPropertyName("connect_s")]
    public DistributionRecord? Connect { get; init; }

    /// <summary>Of <c>https</c>: the TLS handshake.</summary>
    [JsonPropertyName("tls_s")]
    public DistributionRecord? Tls { get; init; }

    /// <summary>Of <c>http</c> and <c>https</c>: from the request to the first byte of the answer.</summary>
    [JsonPropertyName("response_s")]
    public DistributionRecord? Response { get; init; }

    /// <summary>The same path while a download filled it; null when that was not asked for.</summary>
    public UnderLoadRecord? UnderLoad { get; init; }

    /// <summary>What else this machine moved while the probe ran; only agents look.</summary>
    [JsonPropertyName("local_traffic_bps")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BitRate? LocalTraffic { get; init; }

    /// <summary>What this machine moved right before; only agents look.</summary>
    [JsonPropertyName("local_traffic_before_bps")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BitRate? LocalTrafficBefore { get; init; }

    public required ProbeOutcome Outcome { get; init; }

    /// <summary>One sentence; null when the outcome is <see cref="ProbeOutcome.Ok"/>.</summary>
    public string? Error { get; init; }
}
