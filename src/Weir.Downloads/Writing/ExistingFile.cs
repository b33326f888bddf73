using Weir.Content.Hashes;
using Weir.Downloads.Downloading;

namespace Weir.Downloads.Writing;

/// <summary>A file that is there before the download begins: the right one, a finished one, or one in the way.</summary>
internal static class ExistingFile
{
    private const int BufferSize = 1 << 20;

    /// <summary>The target exists and has the expected hash.</summary>
    public static bool IsTheOne(string target, Checksum? checksum) =>
        checksum is not null && File.Exists(target) && HasHash(target, checksum);

    /// <summary>
    /// An earlier process had proven the part file and died before it was through: at most the final name is missing.
    /// </summary>
    public static bool Finish(Placement placement, JournalContent content, DownloadOptions options)
    {
        if (options.Checksum is { } checksum && content.Header.Checksum != checksum.ToString())
            return false;
        if (!content.Header.IsSynced && content.Header.BootId != BootId.Current)
            return false;
        var size = content.Header.Size ?? content.Claims.Frontier;
        if (LengthOf(placement.Part) is { } length)
            return length == size && placement.Publish(options.Overwrite) is null;
        return LengthOf(placement.Target) == size;
    }

    public static StorageFault InTheWay(string target, Checksum? checksum) =>
        new(
            StorageFaultKind.Exists,
            checksum is null
                ? $"{target} already exists; use --overwrite to replace it, or -o for another name."
                : $"{target} already exists and has another hash than --checksum says; use --overwrite to replace it, or -o for another name."
        );

    private static long? LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : null;
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
