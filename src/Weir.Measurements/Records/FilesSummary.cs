using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>What became of several files that one command downloaded.</summary>
public sealed record FilesSummary
{
    /// <summary>Always <c>summary</c>.</summary>
    public string Type { get; } = "summary";

    public int Schema { get; } = 1;

    public required int Files { get; init; }

    public required int Ok { get; init; }

    public required int Failed { get; init; }

    public required int Corrupt { get; init; }

    /// <summary>Interrupted, or never begun because of an interruption.</summary>
    public required int Cancelled { get; init; }

    /// <summary>Fetched by this command, without what was there before.</summary>
    public required long Bytes { get; init; }

    [JsonPropertyName("duration_s")]
    public required TimeSpan Duration { get; init; }

    [JsonPropertyName("throughput_bps")]
    public required BitRate? Throughput { get; init; }
}
