using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>How a probe ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProbeOutcome>))]
public enum ProbeOutcome
{
    /// <summary>At least one reply came; loss alone is no failure.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>No reply came at all.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Someone stopped it; the numbers are those of what was sent until then.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>It did not start: the one before it in its schedule was not over.</summary>
    [JsonStringEnumMemberName("overrun")]
    Overrun,
}
