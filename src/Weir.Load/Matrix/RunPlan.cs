using Weir.Downloads.Sources;

namespace Weir.Load.Matrix;

/// <summary>One run to be made.</summary>
/// <param name="Clients">How many clients it has.</param>
/// <param name="File">The file, relative to the sources; null for what the sources name themselves.</param>
public sealed record RunPlan(int Clients, string? File)
{
    /// <summary>Where its file lies.</summary>
    /// <param name="sources">As they were named.</param>
    public SourceAddress[] Locate(IEnumerable<SourceAddress> sources) =>
        [.. sources.Select(source => File is { } file ? source.Beside(file) : source)];
}
