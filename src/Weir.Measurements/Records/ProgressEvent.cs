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

    /// <summary>
    /// Who brought which part of the file so far, from its first byte on, in 400ths of it: a source's place in
    /// <see cref="Sources"/> (−1 for nobody yet, −2 for an earlier process), how many 400ths, the next one's place, and so
    /// on. Null while the size is not known.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Map { get; init; }

    /// <summary>Of a load run, whose id this is then: its clients. Null for one transfer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Clients { get; init; }

    /// <summary>Clients of the run that have ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ClientsDone { get; init; }

    /// <summary>Requests of a run of many of them that are over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requests { get; init; }
}
