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

    /// <summary>It was not over when the next one of its schedule was due.</summary>
    [JsonStringEnumMemberName("overrun")]
    Overrun,
}
