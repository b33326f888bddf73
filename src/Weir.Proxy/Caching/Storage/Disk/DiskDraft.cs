using Microsoft.Win32.SafeHandles;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>A file on its way: space is reserved before anything is written. One thread; readers use the handle alone.</summary>
internal sealed class DiskDraft(string path, SafeFileHandle handle, MemoryBudget space, long reserved)
{
    /// <summary>By so much it reserves when it does not know how much is to come.</summary>
    public const long Step = 256 * 1024;

    private BodyChecksum _checksum = new();
    private bool _isBroken;

    public string Path => path;

    /// <summary>Bytes below <see cref="Length"/> may be read by others.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Bytes of the body so far.</summary>
    public long Length { get; private set; }

    /// <summary>What it holds of the space.</summary>
    public long Reserved { get; private set; } = reserved;

    /// <summary>Why nothing can be written any more; null when there is just no room.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Appends to the body; false when there is no room or the disk fails, and then for ever.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (!TryPut(bytes, Length))
            return false;
        _checksum.Append(bytes);
        Length += bytes.Length;
        return true;
    }

    /// <summary>Puts head and footer behind the body: with them it is whole.</summary>
    public bool TryFinish(ReadOnlySpan<byte> head)
    {
        var tail = new byte[head.Length + DiskFooter.Size];
        head.CopyTo(tail);
        new DiskFooter(Length, _checksum.Value, head.Length, BodyChecksum.Of(head)).Write(tail.AsSpan(head.Length));
        return TryPut(tail, Length);
    }

    private bool TryPut(ReadOnlySpan<byte> bytes, long offset)
    {
        if (_isBroken || !TryReserve(offset + bytes.Length))
            return false;
        try
        {
            RandomAccess.Write(handle, bytes, offset);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fault = exception;
            _isBroken = true;
            return false;
        }
    }

    private bool TryReserve(long length)
    {
        var missing = DiskIndex.SpaceOf(length) - Reserved;
        if (missing <= 0)
            return true;
        missing = Math.Max(missing, Step);
        if (!space.TryTake(missing))
        {
            _isBroken = true;
            return false;
        }

        Reserved += missing;
        return true;
    }
}
