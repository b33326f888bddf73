using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>How far a running transfer is.</summary>
public sealed record ProgressEvent
{
    /// <summary>Always <c>progress</c>.</summary>
    public string Type { get; } = "progress";

    /// <summary>The id of the transfer.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Bytes of the file that are there, resumed ones too.</summary>
    public long Bytes { get; init; }

    /// <summary>Null until the first valid answer.</summary>
    public long? Size { get; init; }

    [JsonPropertyName("throughput_bps")]
    public BitRate? Throughput { get; init; }

    /// <summary>How long it will still take at this speed.</summary>
    [JsonPropertyName("eta_s")]
    public TimeSpan? Eta { get; init; }

    public IReadOnlyList<SourceProgress> Sources
    {
        get => field ?? [];
        init;
    }
}
