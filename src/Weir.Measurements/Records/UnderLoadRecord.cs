using System.Text.Json.Serialization;
using Weir.Measurements.Units;

namespace Weir.Measurements.Records;

/// <summary>A path while a download fills it, beside the same path idle, which is the record around this one.</summary>
public sealed record UnderLoadRecord
{
    /// <summary>What was downloaded meanwhile, without userinfo, query and fragment.</summary>
    public required string Url { get; init; }

    /// <summary>How much of it came in that time.</summary>
    public long Bytes { get; init; }

    /// <summary>The rate of the download.</summary>
    [JsonPropertyName("throughput_bps")]
    public BitRate? Throughput { get; init; }

    public long Sent { get; init; }

    public long Received { get; init; }

    public long Lost { get; init; }

    /// <summary>Round trips under load.</summary>
    [JsonPropertyName("rtt_s")]
    public DistributionRecord? Rtt { get; init; }

    /// <summary>Interarrival jitter under load (RFC 3550).</summary>
    [JsonPropertyName("jitter_s")]
    public TimeSpan? Jitter { get; init; }

    /// <summary>The median round trip under load, less the idle one.</summary>
    [JsonPropertyName("added_s")]
    public TimeSpan? Added { get; init; }

    /// <summary>(mean under load − smallest idle) / smallest idle, the buffer delay of RFC 6349 section 4.4, as a ratio.</summary>
    public double? BufferDelayRatio { get; init; }

    /// <summary>A+ to F by <see cref="GradeScheme"/>.</summary>
    public string? Grade { get; init; }

    /// <summary>Whose limits the grade uses.</summary>
    public string? GradeScheme { get; init; }

    /// <summary>One sentence when the load could not be kept up; null else.</summary>
    public string? Error { get; init; }
}
