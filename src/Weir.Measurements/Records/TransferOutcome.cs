using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>How a transfer ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TransferOutcome>))]
public enum TransferOutcome
{
    /// <summary>The whole file is there and no check speaks against it.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It ended without the whole file.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>The bytes are not the expected ones.</summary>
    [JsonStringEnumMemberName("corrupt")]
    Corrupt,

    /// <summary>Someone stopped it.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>It did not start: the one before it in its schedule was not over.</summary>
    [JsonStringEnumMemberName("overrun")]
    Overrun,
}
