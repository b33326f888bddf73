using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>What the receiver's kernel knows about a connection (Linux: <c>struct tcp_info</c>).</summary>
public sealed record TcpRecord
{
    /// <summary>Smoothed round-trip time.</summary>
    [JsonPropertyName("rtt_s")]
    public TimeSpan? Rtt { get; init; }

    /// <summary>Smallest round-trip time.</summary>
    [JsonPropertyName("rtt_min_s")]
    public TimeSpan? RttMin { get; init; }

    /// <summary>Round-trip time as the receiving side estimates it.</summary>
    [JsonPropertyName("rcv_rtt_s")]
    public TimeSpan? ReceiverRtt { get; init; }

    /// <summary>Packets that came out of order.</summary>
    public long? OutOfOrder { get; init; }
}
