using System.Text.Json.Serialization;

namespace Weir.Analysis.Standing;

/// <summary>How a target is doing, by its latest measurements.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StandingState>))]
public enum StandingState
{
    /// <summary>Nothing was measured.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Nothing new came for much longer than usual: what was true then may not be now.</summary>
    [JsonStringEnumMemberName("stale")]
    Stale,

    /// <summary>Half of the latest downloads or packets, or more, failed.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,

    /// <summary>A metric is significantly worse than it is in its good hours.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>As usual.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,
}
