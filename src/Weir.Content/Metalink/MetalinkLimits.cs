namespace Weir.Content.Metalink;

/// <summary>What a Metalink of a stranger may cost.</summary>
public sealed record MetalinkLimits
{
    public static MetalinkLimits Default { get; } = new();

    /// <summary>Of the document. A hundred thousand SHA-256 pieces take 9 MB.</summary>
    public int Bytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Elements within elements; the format itself needs 4.</summary>
    public int Depth { get; init; } = 16;

    public int Files { get; init; } = 1_000;

    /// <summary>In the whole document, those that are not used too.</summary>
    public int Urls { get; init; } = 1_000;

    /// <summary>In the whole document.</summary>
    public int Pieces { get; init; } = 100_000;

    /// <summary>Characters of one name, URL or hash.</summary>
    public int TextLength { get; init; } = 8_192;
}
