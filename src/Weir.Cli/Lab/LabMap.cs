namespace Weir.Cli.Lab;

/// <summary>What runs where in a lab.</summary>
/// <param name="Program">How a shell starts this program.</param>
/// <param name="Replicas">URLs of their roots; their ports follow each other.</param>
/// <param name="File">What was downloaded.</param>
/// <param name="Small">What agents download.</param>
internal sealed record LabMap(
    string Program,
    IReadOnlyList<string> Replicas,
    LabFile File,
    LabFile Small,
    string Proxy,
    string Relay,
    string Slow,
    string Stamp,
    string Echo,
    string Collector,
    string Token,
    string Folder
);
