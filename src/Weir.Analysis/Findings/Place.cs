using System.Text.Json.Serialization;

namespace Weir.Analysis.Findings;

/// <summary>Which part of the network a series' recurring congestion is in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Place>))]
public enum Place
{
    /// <summary>Too few agents and targets to tell, or all of them alike.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>All targets of this agent, and not those of others: its own line or machine.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,

    /// <summary>This target from all agents, and not the others: the server or its line.</summary>
    [JsonStringEnumMemberName("server")]
    Server,

    /// <summary>This agent to this target alone: somewhere between.</summary>
    [JsonStringEnumMemberName("path")]
    Path,
}
