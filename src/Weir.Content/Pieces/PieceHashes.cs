using System.Security.Cryptography;
using Weir.Content.Hashes;

namespace Weir.Content.Pieces;

/// <summary>The hash of every piece of a file.</summary>
public sealed class PieceHashes
{
    private readonly byte[] _hashes;

    /// <param name="hashes">One after the other.</param>
    /// <exception cref="ArgumentException">Not as many hashes as pieces.</exception>
    public PieceHashes(PieceMap map, HashAlgorithmKind algorithm, ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length != map.Count * algorithm.Length())
            throw new ArgumentException(
                $"{map.Count} pieces have {map.Count * algorithm.Length()} bytes of {algorithm.Name()}, not {hashes.Length}.",
                nameof(hashes)
            );
        Map = map;
        Algorithm = algorithm;
        _hashes = hashes.ToArray();
    }

    public PieceMap Map { get; }

    public HashAlgorithmKind Algorithm { get; }

    /// <summary>All hashes, one after the other.</summary>
    public ReadOnlySpan<byte> All => _hashes;

    /// <summary>Tells one list of hashes from another, in hex.</summary>
    public string Identity() =>
        Convert.ToHexStringLower(
            SHA256.HashData([
                .. BitConverter.GetBytes(Map.Size),
                .. BitConverter.GetBytes(Map.PieceSize),
                (byte)Algorithm,
                .. _hashes,
            ])
        );

    /// <summary>Both cannot be right of the same file; only hashes of the same pieces can be compared.</summary>
    public bool Contradicts(PieceHashes other) =>
        Algorithm == other.Algorithm
        && Map.PieceSize == other.Map.PieceSize
        && Map.Size == other.Map.Size
        && !All.SequenceEqual(other.All);

    /// <summary>The hash that a piece is to have.</summary>
    public ReadOnlySpan<byte> this[long piece]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)piece, (ulong)Map.Count, nameof(piece));
            var length = Algorithm.Length();
            return _hashes.AsSpan((int)(piece * length), length);
        }
    }

    /// <summary>True when the bytes of a piece have the hash that they are to have.</summary>
    public bool Matches(long piece, ReadOnlySpan<byte> actualHash) => this[piece].SequenceEqual(actualHash);
}
