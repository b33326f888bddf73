namespace Weir.Testing.Collectors;

/// <summary>A request as it came.</summary>
/// <param name="Number">Counted from 0.</param>
/// <param name="Line">As <c>POST /api/v1/measurements HTTP/1.1</c>.</param>
/// <param name="Fields">By their names in lower case.</param>
/// <param name="Records">The lines of the body, after gzip was undone.</param>
public sealed record CollectorRequest(
    int Number,
    string Line,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> Records
)
{
    /// <summary>Whether it tells of a transfer under way, which is for those who watch and no record.</summary>
    public bool IsProgress => Line.StartsWith("POST /api/v1/progress ", StringComparison.Ordinal);

    public string? Field(string name) => Fields.GetValueOrDefault(name);
}
