using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Writing;

/// <summary>A file that is there before the download begins: the right one, a finished one, or one in the way.</summary>
internal static class ExistingFile
{
    private const int BufferSize = 1 << 20;

    /// <summary>The target exists and has the expected hash, or all its pieces have theirs.</summary>
    public static bool IsTheOne(string target, Checksum? checksum, PieceHashes? pieces) =>
        File.Exists(target)
        && (checksum is not null ? HasHash(target, checksum) : pieces is not null && HasPieces(target, pieces));

    /// <summary>
    /// An earlier process had proven the part file and died before it was through: at most the final name is missing.
    /// </summary>
    public static bool Finish(
        Placement placement,
        JournalContent content,
        DownloadOptions options,
        IEnumerable<SourceAddress> sources
    )
    {
        if (options.Checksum is { } checksum && content.Header.Checksum != checksum.ToString())
            return false;
        // Without a checksum the name alone does not say that it is the file that is wanted now.
        if (options.Checksum is null && !sources.Any(s => content.Sources.Exists(known => known.Url == s.Url)))
            return false;
        if (options is { Checksum: null, Pieces: not null })
            return false; // The pieces are proven anew, each by itself.
        if (!content.Header.IsSynced && content.Header.BootId != BootId.Current)
            return false;
        var size = content.Header.Size ?? content.Claims.Frontier;
        // A hash is proven on the bytes that are there now, not on those that were there once.
        if (LengthOf(placement.Part) is { } length)
            return length == size
                && (options.Checksum is not { } proof || HasHash(placement.Part, proof))
                && placement.Publish(options.Overwrite, options.Sync) is null;
        return options.Checksum is null && LengthOf(placement.Target) == size;
    }

    /// <summary>Takes away what an earlier process had left beside a file that is finished, unless one is at work there.</summary>
    public static void TakeLeftoversAway(Placement placement)
    {
        if (!File.Exists(placement.Journal) && !File.Exists(placement.Part))
            return;
        using var journal = Journal.Open(placement.Journal, out _);
        if (journal is null)
            return;
        Placement.Delete(placement.Part);
        journal.Delete();
    }

    public static StorageFault InTheWay(string target, Checksum? checksum, PieceHashes? pieces) =>
        new(
            StorageFaultKind.Exists,
            checksum is null && pieces is not null
                    ? $"{target} already exists and has other content than the Metalink says; use weir repair to mend it, --overwrite to replace it, or -o for another name"
                : checksum is null ? $"{target} already exists; use --overwrite to replace it, or -o for another name"
                : $"{target} already exists and has another hash than --checksum says; use --overwrite to replace it, or -o for another name"
        );

    private static long? LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : null;
    }

    private static bool HasPieces(string path, PieceHashes pieces)
    {
        try
        {
            using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            if (RandomAccess.GetLength(handle) != pieces.Map.Size)
                return false;
            using var hasher = pieces.Algorithm.CreateHasher();
            var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
            for (long piece = 0; piece < pieces.Map.Count; piece++)
            {
                var (offset, end) = (pieces.Map.Start(piece), pieces.Map.Start(piece) + pieces.Map.Length(piece));
                while (offset < end)
                {
                    var read = RandomAccess.Read(
                        handle,
                        buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)),
                        offset
                    );
                    if (read == 0)
                        return false;
                    hasher.AppendData(buffer, 0, read);
                    offset += read;
                }
                if (!pieces.Matches(piece, hasher.GetHashAndReset()))
                    return false;
            }
            return true;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return false;
        }
    }

    private static bool HasHash(string path, Checksum checksum)
    {
        try
        {
            using var hasher = checksum.Algorithm.CreateHasher();
            using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
            long offset = 0;
            for (int read; (read = RandomAccess.Read(handle, buffer, offset)) > 0; offset += read)
                hasher.AppendData(buffer, 0, read);
            return checksum.Matches(hasher.GetHashAndReset());
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return false;
        }
    }
}
