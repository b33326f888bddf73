using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>What one source did in a transfer.</summary>
public sealed record SourceRecord
{
    /// <summary>As given, after expansion of patterns.</summary>
    public required string Url { get; init; }

    /// <summary>The server's address and port, as <c>192.0.2.1:80</c> or <c>[2001:db8::1]:80</c>.</summary>
    public string? Address { get; init; }

    /// <summary>The client's port, by which the server's log is matched.</summary>
    public int? LocalPort { get; init; }

    /// <summary>As <c>http/1.1</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Body bytes taken from the socket, wasted ones too.</summary>
    public long Bytes { get; init; }

    /// <summary>How long it was at work.</summary>
    [JsonPropertyName("duration_s")]
    public TimeSpan? Duration { get; init; }

    [JsonPropertyName("throughput_bps")]
    public BitRate? Throughput { get; init; }

    public int Requests { get; init; }

    public int Failures { get; init; }

    public required SourceState State { get; init; }

    /// <summary>A sentence; never null when the state is failed or rejected.</summary>
    public string? Reason { get; init; }

    [JsonPropertyName("connect_s")]
    public TimeSpan? Connect { get; init; }

    [JsonPropertyName("tls_s")]
    public TimeSpan? Tls { get; init; }

    [JsonPropertyName("response_s")]
    public TimeSpan? Response { get; init; }

    public TcpRecord? Tcp { get; init; }
}
