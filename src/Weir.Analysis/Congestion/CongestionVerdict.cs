using System.Text.Json.Serialization;

namespace Weir.Analysis.Congestion;

/// <summary>Whether a series is congested again and again at the same time of the day.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CongestionVerdict>))]
public enum CongestionVerdict
{
    [JsonStringEnumMemberName("none")]
    None,

    [JsonStringEnumMemberName("recurring")]
    Recurring,

    /// <summary>Too few days to tell.</summary>
    [JsonStringEnumMemberName("insufficient")]
    Insufficient,
}
