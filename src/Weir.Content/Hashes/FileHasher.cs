using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Weir.Content.Pieces;

namespace Weir.Content.Hashes;

/// <summary>Hashes a file as a whole and piece by piece while it is read once.</summary>
public static class FileHasher
{
    private const int ChunkSize = 1024 * 1024;

    /// <summary>The hashes of the first bytes of a file; null when it ends before <paramref name="map"/> does.</summary>
    /// <param name="isParallel">
    /// The whole and the pieces are hashed on two cores: for someone who waits. Otherwise on the calling thread alone.
    /// </param>
    /// <param name="progress">Told the bytes that each step brought, on the calling thread.</param>
    /// <remarks>Blocks. Whether the file changed meanwhile is for the caller to see: compare its facts of before and after.</remarks>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static FileHashes? Hash(
        SafeFileHandle file,
        PieceMap map,
        bool isParallel,
        Action<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        using var whole = HashAlgorithmKind.Sha256.CreateHasher();
        using var pieces = new PieceHasher(map);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (long offset = 0; offset < map.Size; )
            {
                cancellation.ThrowIfCancellationRequested();
                var count = RandomAccess.Read(
                    file,
                    chunk.AsSpan(0, (int)Math.Min(ChunkSize, map.Size - offset)),
                    offset
                );
                if (count == 0)
                    return null;
                Append(whole, pieces, chunk, count, isParallel);
                offset += count;
                progress?.Invoke(count);
            }

            return new FileHashes(whole.GetHashAndReset(), pieces.Finish());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static void Append(IncrementalHash whole, PieceHasher pieces, byte[] chunk, int count, bool isParallel)
    {
        if (isParallel)
        {
            Parallel.Invoke(() => whole.AppendData(chunk, 0, count), () => pieces.Append(chunk.AsSpan(0, count)));
            return;
        }

        whole.AppendData(chunk, 0, count);
        pieces.Append(chunk.AsSpan(0, count));
    }
}
