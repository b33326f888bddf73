using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>Who took the times at which packets arrived.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimestampSource>))]
public enum TimestampSource
{
    /// <summary>The kernel, when the packet came: the time to wake this process is not in the numbers.</summary>
    [JsonStringEnumMemberName("kernel")]
    Kernel,

    /// <summary>This process, when it had the packet in hand.</summary>
    [JsonStringEnumMemberName("process")]
    Process,
}
