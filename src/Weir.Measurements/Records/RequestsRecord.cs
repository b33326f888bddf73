using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>What a run of many small requests adds to its record.</summary>
public sealed record RequestsRecord
{
    /// <summary><c>open</c>: requests are due at moments of their own; <c>closed</c>: each client asks when it has its answer.</summary>
    public required string Mode { get; init; }

    /// <summary>Whether a connection carries one request after the other.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>From the first request that was due to the end of the last.</summary>
    [JsonPropertyName("duration_s")]
    public TimeSpan Duration { get; init; }

    /// <summary>Requests a second that were due; null in a closed run.</summary>
    public double? OfferedPerS { get; init; }

    /// <summary>Right answers a second.</summary>
    public double RatePerS { get; init; }

    /// <summary>Requests that were due or made.</summary>
    public long Requests { get; init; }

    public long Ok { get; init; }

    public long Failed { get; init; }

    /// <summary>Answers with other bytes than the file has.</summary>
    public long Corrupt { get; init; }

    /// <summary>Of the failed: due, but not begun when patience ended.</summary>
    public long Unstarted { get; init; }

    /// <summary>Of right answers in seconds, from the moment at which the request was due to the last byte.</summary>
    [JsonPropertyName("latency_s")]
    public DistributionRecord? Latency { get; init; }

    /// <summary>Of right answers in seconds, from the request's going out to the last byte: what the server's part was.</summary>
    [JsonPropertyName("service_s")]
    public DistributionRecord? Service { get; init; }

    /// <summary>Processor time of the measuring process during the run.</summary>
    [JsonPropertyName("cpu_s")]
    public TimeSpan Cpu { get; init; }
}
