using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>What a source of a transfer is doing, or how it ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourceState>))]
public enum SourceState
{
    /// <summary>It has no work.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>It brings bytes.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Its server said that it holds the answer back, as a run does before its barrier opens.</summary>
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>It should bring bytes and does not.</summary>
    [JsonStringEnumMemberName("stalled")]
    Stalled,

    /// <summary>It was given up.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It answers, but not with the file that is wanted.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>It brought its share and the transfer is over.</summary>
    [JsonStringEnumMemberName("done")]
    Done,
}
