using Weir.Content.Pieces;

namespace Weir.Content.Hashes;

/// <summary>What one version of a file hashes to, as a whole and piece by piece.</summary>
public sealed class FileHashes
{
    /// <exception cref="ArgumentException">The hash of the whole has not the length of SHA-256.</exception>
    public FileHashes(ReadOnlySpan<byte> sha256, PieceHashes pieces)
    {
        Whole = new Checksum(HashAlgorithmKind.Sha256, sha256);
        Pieces = pieces;
    }

    /// <summary>SHA-256 of the whole file.</summary>
    public Checksum Whole { get; }

    public PieceHashes Pieces { get; }

    /// <summary>Bytes of the file.</summary>
    public long Size => Pieces.Map.Size;
}
