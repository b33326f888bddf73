using System.Text.Json.Nodes;

namespace Weir.Collector.Documenting;

/// <summary>One method of one path, as the OpenAPI document tells it.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">As it is mapped, with <c>{name}</c> for a part that varies.</param>
/// <param name="Summary">A sentence without its final stop.</param>
internal sealed record Endpoint(string Method, string Path, string Summary)
{
    /// <summary>Which token it needs.</summary>
    public EndpointAccess Access { get; init; } = EndpointAccess.Read;

    /// <summary>Names of <see cref="Parameters"/> that it looks at.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>What it takes as a body, by media type; null for none.</summary>
    public IReadOnlyDictionary<string, JsonNode>? Body { get; init; }

    /// <summary>What it answers when all is right, by media type.</summary>
    public IReadOnlyDictionary<string, JsonNode> Answer { get; init; } = new Dictionary<string, JsonNode>();

    public int Status { get; init; } = 200;

    /// <summary>Other answers than those that all of its access have, with what they mean.</summary>
    public IReadOnlyList<(int Status, string Meaning)> Problems { get; init; } = [];
}

/// <summary>Who may ask.</summary>
internal enum EndpointAccess
{
    /// <summary>Anyone.</summary>
    Open,

    /// <summary>A token with the scope read, or a session.</summary>
    Read,

    /// <summary>A token with the scope write.</summary>
    Write,
}
