using System.Text.Json.Serialization;

namespace Weir.Analysis.Shifts;

/// <summary>Why a level changed for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShiftCause>))]
public enum ShiftCause
{
    /// <summary>The numbers do not tell.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>The delay changed and how it fluctuates did not: another way through the network.</summary>
    [JsonStringEnumMemberName("route")]
    Route,

    /// <summary>Delay and its fluctuation changed together: a queue came or went.</summary>
    [JsonStringEnumMemberName("congestion")]
    Congestion,
}
