using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>What one source of a running transfer is doing.</summary>
public sealed record SourceProgress
{
    public required string Url { get; init; }

    public required SourceState State { get; init; }

    /// <summary>Body bytes taken from the socket.</summary>
    public long Bytes { get; init; }

    [JsonPropertyName("throughput_bps")]
    public BitRate? Throughput { get; init; }

    /// <summary>What it is fetching now.</summary>
    public IReadOnlyList<InclusiveRange> Ranges
    {
        get => field ?? [];
        init;
    }
}
