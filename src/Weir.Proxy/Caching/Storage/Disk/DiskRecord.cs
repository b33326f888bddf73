using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>A file of the cache that was read: its head, and its body when that is small.</summary>
/// <param name="Body">Null for a body that is sent from the file.</param>
internal sealed record DiskRecord(DiskHead Head, long BodyLength, byte[]? Body)
{
    private const int Chunk = 256 * 1024;

    /// <summary>More than any head that came within the limits of a connection.</summary>
    private const int LongestHead = 2 * 1024 * 1024;

    /// <summary>
    /// Reads head and footer of an open file; null when they are not whole and right. Blocks.
    /// </summary>
    public static (DiskHead Head, DiskFooter Footer)? ReadHead(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> end = stackalloc byte[DiskFooter.Size];
        if (length < DiskFooter.Size || !TryReadAll(file, end, length - DiskFooter.Size))
            return null;
        if (!DiskFooter.TryRead(end, length, out var footer) || footer.HeadLength > LongestHead)
            return null;
        var bytes = new byte[footer.HeadLength];
        return
            TryReadAll(file, bytes, footer.BodyLength)
            && BodyChecksum.Of(bytes) == footer.HeadChecksum
            && DiskHead.TryParse(bytes) is { } head
            ? (head, footer)
            : null;
    }

    /// <summary>Whether the body is what its checksum says. Blocks for as long as it takes to read all of it.</summary>
    /// <param name="keep">As long as the body, to keep it in; empty not to keep it.</param>
    public static bool Prove(SafeFileHandle file, DiskFooter footer, Span<byte> keep)
    {
        var checksum = new BodyChecksum();
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            for (var at = 0L; at < footer.BodyLength; )
            {
                var part = buffer.AsSpan(0, (int)Math.Min(Chunk, footer.BodyLength - at));
                if (!TryReadAll(file, part, at))
                    return false;
                checksum.Append(part);
                if (!keep.IsEmpty)
                    part.CopyTo(keep[(int)at..]);
                at += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return checksum.Value == footer.BodyChecksum;
    }

    private static bool TryReadAll(SafeFileHandle file, Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
                return false;
            destination = destination[read..];
            offset += read;
        }

        return true;
    }
}
