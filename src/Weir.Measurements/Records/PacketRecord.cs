using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>One packet of a probe, for <c>weir probe --raw</c>. Times are since the session's start.</summary>
public sealed record PacketRecord
{
    /// <summary>Always <c>packet</c>.</summary>
    public string Type { get; } = "packet";

    /// <summary>The name of the client within a run.</summary>
    public string? Client { get; init; }

    /// <summary>Its number, from 0.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was to leave: t0 + k × interval.</summary>
    [JsonPropertyName("due_s")]
    public TimeSpan Due { get; init; }

    /// <summary>When it left (T1).</summary>
    [JsonPropertyName("sent_s")]
    public TimeSpan Sent { get; init; }

    /// <summary>When its first reply came (T4); null without one.</summary>
    [JsonPropertyName("received_s")]
    public TimeSpan? Received { get; init; }

    /// <summary>(T4−T1)−(T3−T2); null unless it was answered in time.</summary>
    [JsonPropertyName("rtt_s")]
    public TimeSpan? Rtt { get; init; }

    /// <summary>T2−T1 as the clocks say, with their offset in it.</summary>
    [JsonPropertyName("forward_s")]
    public TimeSpan? Forward { get; init; }

    /// <summary>T4−T3 as the clocks say, with their offset in it.</summary>
    [JsonPropertyName("backward_s")]
    public TimeSpan? Backward { get; init; }

    /// <summary>Replies behind the first one.</summary>
    public int Duplicates { get; init; }

    /// <summary>Its reply came behind that of a later packet.</summary>
    [JsonPropertyName("reordered")]
    public bool IsReordered { get; init; }

    /// <summary>TTL, or hop limit, of the reply.</summary>
    public int? Ttl { get; init; }

    /// <summary><c>received</c>, <c>late</c> or <c>lost</c>.</summary>
    [JsonPropertyName("outcome")]
    public required string Fate { get; init; }
}
