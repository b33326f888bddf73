using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>The measurement that a transfer leaves: one client's download of one file. What is unknown is null.</summary>
/// <remarks>
/// The sum of the sources' bytes is <see cref="Bytes"/> − <see cref="ResumedBytes"/> + <see cref="WastedBytes"/>.
/// </remarks>
public sealed record TransferRecord
{
    /// <summary>Always <c>transfer</c>.</summary>
    public string Type { get; } = "transfer";

    /// <summary>Version of the JSON form.</summary>
    public int Schema { get; } = 1;

    /// <summary>From <see cref="RecordIds.NewId"/>.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who measured.</summary>
    public required string Agent { get; init; }

    /// <summary>What was measured.</summary>
    public required string Target { get; init; }

    /// <summary>The run that the transfer belongs to.</summary>
    public string? RunId { get; init; }

    /// <summary>The time zone of who measured, as <c>Europe/Berlin</c>: evenings are those of its clock.</summary>
    [JsonPropertyName("tz")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Zone { get; init; }

    /// <summary>The name of the client within a run.</summary>
    public string? Client { get; init; }

    /// <summary>The name of the file.</summary>
    public string? File { get; init; }

    /// <summary>True when the record comes from a simulation, or its time does (<see cref="TimeScale"/>).</summary>
    public bool Simulated { get; init; }

    /// <summary>
    /// How many seconds of its clock one second of the measurement stands for: <see cref="StartedAt"/> is of a day that was
    /// compressed, all durations and rates are real. Null for a day of 24 hours.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TimeScale { get; init; }

    /// <summary>The size that the sources declared, in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>The size of the finished file; of an unfinished one, what is there of it.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes that an earlier, interrupted transfer had left.</summary>
    public long ResumedBytes { get; init; }

    /// <summary>Body bytes that were taken from a socket and not used: lost races, refused pieces.</summary>
    public long WastedBytes { get; init; }

    [JsonPropertyName("duration_s")]
    public TimeSpan? Duration { get; init; }

    /// <summary>From the first request to the first byte of a body.</summary>
    [JsonPropertyName("response_s")]
    public TimeSpan? Response { get; init; }

    [JsonPropertyName("throughput_bps")]
    public BitRate? Throughput { get; init; }

    public Verification Verified { get; init; }

    /// <summary>The SHA-256 of the file in lower-case hex, when it was computed.</summary>
    public string? Sha256 { get; init; }

    public required TransferOutcome Outcome { get; init; }

    /// <summary>One sentence; null when the outcome is <see cref="TransferOutcome.Ok"/>.</summary>
    public string? Error { get; init; }

    /// <summary>What else this machine moved while the transfer ran.</summary>
    [JsonPropertyName("local_traffic_bps")]
    public BitRate? LocalTraffic { get; init; }

    /// <summary>What this machine moved right before; only agents look.</summary>
    [JsonPropertyName("local_traffic_before_bps")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BitRate? LocalTrafficBefore { get; init; }

    public IReadOnlyList<SourceRecord> Sources
    {
        get => field ?? [];
        init;
    }
}
