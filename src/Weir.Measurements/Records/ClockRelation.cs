using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>What one-way delays of a probe are worth.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockRelation>))]
public enum ClockRelation
{
    /// <summary>One-way delays are relative to the smallest of the session.</summary>
    [JsonStringEnumMemberName("unsynchronized")]
    Unsynchronized,

    /// <summary>Both ends claim UTC, with an error below the smallest round trip: one-way delays are absolute.</summary>
    [JsonStringEnumMemberName("synchronized")]
    Synchronized,
}
