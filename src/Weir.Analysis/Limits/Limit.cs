using System.Text.Json.Serialization;

namespace Weir.Analysis.Limits;

/// <summary>Who held transfers back, as the sender's kernel knows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Limit>))]
public enum Limit
{
    /// <summary>Too little is known.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>The receiver: its window was full.</summary>
    [JsonStringEnumMemberName("receiver")]
    Receiver,

    /// <summary>The sender: it had nothing to send, or too small a buffer.</summary>
    [JsonStringEnumMemberName("sender")]
    Sender,

    /// <summary>Neither: what was on its way was as much as the path let pass.</summary>
    [JsonStringEnumMemberName("network")]
    Network,
}
