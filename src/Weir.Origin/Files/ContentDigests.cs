using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Weir.Content.Hashes;
using Weir.Http.Fields;

namespace Weir.Origin.Files;

/// <summary>
/// The digest of just those bytes that an answer carries (RFC 9530 3). It goes before them, so that they have to be read
/// twice: for short stretches, a few at a time, and never on a loop.
/// </summary>
internal sealed class ContentDigests : IDisposable
{
    /// <summary>Longer ones are answered without: who wants them in hand has the hashes of the pieces.</summary>
    public const long Longest = 64 * 1024 * 1024;

    private const int ChunkSize = 256 * 1024;
    private readonly SemaphoreSlim _room = new(Environment.ProcessorCount);

    /// <summary>The value of Content-Digest; null when it cannot be had now. Blocks.</summary>
    public byte[]? Of(SafeFileHandle file, FileVersion version, ByteRange range)
    {
        if (FromPieces(version, range) is { } known)
            return known;
        if (range.Length > Longest || !_room.Wait(TimeSpan.Zero))
            return null;
        try
        {
            return Hash(file, range);
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    /// <summary>The whole file, or exactly one piece: clients that fetch by pieces ask for nothing else.</summary>
    private static byte[]? FromPieces(FileVersion version, ByteRange range)
    {
        if (version.Digest.Hashes is not { } hashes)
            return null;
        var map = hashes.Pieces.Map;
        if (range.Length == map.Size)
            return version.Digest.Field;
        if (range.Length == 0 || range.From % map.PieceSize != 0)
            return null;
        var piece = map.At(range.From);
        return range.Length == map.Length(piece) ? DigestField.Format(DigestField.Sha256, hashes.Pieces[piece]) : null;
    }

    private static byte[]? Hash(SafeFileHandle file, ByteRange range)
    {
        using var hasher = HashAlgorithmKind.Sha256.CreateHasher();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (var offset = range.From; offset <= range.To; )
            {
                var count = RandomAccess.Read(
                    file,
                    chunk.AsSpan(0, (int)Math.Min(ChunkSize, range.To + 1 - offset)),
                    offset
                );
                if (count == 0)
                    return null;
                hasher.AppendData(chunk, 0, count);
                offset += count;
            }

            return DigestField.Format(DigestField.Sha256, hasher.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
