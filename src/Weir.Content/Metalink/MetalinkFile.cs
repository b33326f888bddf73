using Weir.Content.Hashes;
using Weir.Content.Pieces;

namespace Weir.Content.Metalink;

/// <summary>What a Metalink says about one file (RFC 5854 4.1.2).</summary>
/// <param name="Name">A name without folders that is safe to write; see <see cref="MetalinkName"/>.</param>
public sealed record MetalinkFile(string Name)
{
    /// <summary>In bytes; null when not told.</summary>
    public long? Size { get; init; }

    /// <summary>Hashes of the whole file, at most one of each kind, SHA-256 first: what processors have instructions for.</summary>
    public IReadOnlyList<Checksum> Hashes { get; init; } = [];

    /// <summary>Null when not told, or of no kind that is known.</summary>
    public PieceHashes? Pieces { get; init; }

    /// <summary>Each address once, those to use first at the front.</summary>
    public IReadOnlyList<MetalinkUrl> Urls { get; init; } = [];

    /// <summary>URLs that are left out: of other schemes than http and https, or relative without anything to take them from.</summary>
    public int UnusedUrls { get; init; }
}
