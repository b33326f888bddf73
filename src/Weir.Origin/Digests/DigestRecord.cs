using System.Buffers.Binary;
using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Origin.Files;

namespace Weir.Origin.Digests;

// All numbers little-endian:
//
//   0  "WEIRDIG1"
//   8  device:u64 | inode:u64 | size:s64 | mtime.sec:s64 | mtime.nsec:s64 | ctime.sec:s64 | ctime.nsec:s64
//  64  piece size:s64
//  72  SHA-256 of the file: 32 bytes
// 104  SHA-256 of each piece: 32 bytes each
//   …  SHA-256 of all that comes before

/// <summary>What is kept of one version of a file. Pure.</summary>
internal static class DigestRecord
{
    private const int HashLength = SHA256.HashSizeInBytes;
    private const int FactsEnd = 64;
    private const int PiecesStart = FactsEnd + 8 + HashLength;

    private static ReadOnlySpan<byte> Magic => "WEIRDIG1"u8;

    /// <summary>A name that another version has not.</summary>
    public static string NameOf(in FileFacts facts)
    {
        Span<byte> bytes = stackalloc byte[FactsEnd];
        WriteFacts(bytes, facts);
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
    }

    public static byte[] Write(in FileFacts facts, FileHashes hashes)
    {
        var bytes = new byte[PiecesStart + hashes.Pieces.All.Length + HashLength];
        WriteFacts(bytes, facts);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(FactsEnd), hashes.Pieces.Map.PieceSize);
        hashes.Whole.Expected.CopyTo(bytes.AsSpan(FactsEnd + 8));
        hashes.Pieces.All.CopyTo(bytes.AsSpan(PiecesStart));
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashLength), bytes.AsSpan(bytes.Length - HashLength));
        return bytes;
    }

    /// <summary>Null when the record is damaged, or of another version.</summary>
    public static FileHashes? Read(ReadOnlySpan<byte> bytes, in FileFacts facts)
    {
        if (bytes.Length < PiecesStart + HashLength)
            return null;
        Span<byte> expected = stackalloc byte[FactsEnd];
        WriteFacts(expected, facts);
        var pieceSize = BinaryPrimitives.ReadInt64LittleEndian(bytes[FactsEnd..]);
        if (!bytes[..FactsEnd].SequenceEqual(expected) || pieceSize < 1)
            return null;
        if (!SHA256.HashData(bytes[..^HashLength]).AsSpan().SequenceEqual(bytes[^HashLength..]))
            return null;
        var map = new PieceMap(facts.Size, pieceSize);
        var pieces = bytes[PiecesStart..^HashLength];
        return map.Count == pieces.Length / HashLength && pieces.Length % HashLength == 0
            ? new FileHashes(
                bytes.Slice(FactsEnd + 8, HashLength),
                new PieceHashes(map, HashAlgorithmKind.Sha256, pieces)
            )
            : null;
    }

    private static void WriteFacts(Span<byte> bytes, in FileFacts facts)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], facts.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], facts.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], facts.Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], facts.ModifiedSeconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], facts.ModifiedNanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], facts.ChangedSeconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[56..], facts.ChangedNanoseconds);
    }
}
