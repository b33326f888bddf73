using Weir.Http.Server;
using Weir.Proxy.Caching.Storage.Disk;

namespace Weir.Proxy.Caching.Storage;

/// <summary>
/// What of a body is in a file: all of it up to <see cref="Length"/>, as soon as it is written. When the file fails the rest
/// goes on in memory. Guarded by the body's lock, but for writing, which is the maker's.
/// </summary>
/// <param name="length">Bytes that are there already.</param>
internal sealed class FiledPart(BodyFile file, long length)
{
    /// <summary>At most so much is sent between two looks at the file.</summary>
    private const int LongestStretch = 8 * 1024 * 1024;

    /// <summary>Bytes below are in the file.</summary>
    public long Length { get; private set; } = length;

    /// <summary>Whether nothing can be written any more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What the maker fills on the way to the file; null as long as there was no memory for it.</summary>
    public BodyBlock? Buffer { get; set; }

    /// <summary>Whether it may be read now.</summary>
    public bool TryOpen() => file.TryOpen();

    /// <summary>The first bytes of the buffer go to the file. The maker's thread, without the body's lock.</summary>
    public bool TryWrite(int count) => file.TryWrite(Buffer!.Bytes.AsSpan(0, count));

    /// <summary>They are there.</summary>
    public void Count(int count) => Length += count;

    /// <summary>The buffer, in which the body goes on from that byte on.</summary>
    public BodyBlock GiveUp(long start)
    {
        var block = Buffer!;
        (Buffer, IsBroken) = (null, true);
        block.Restart(start);
        return block;
    }

    /// <summary>Nothing is written any more; gives the bytes of memory that are free by it.</summary>
    public int FreeBuffer()
    {
        if (Buffer is not { } buffer)
            return 0;
        buffer.Free();
        Buffer = null;
        return buffer.Bytes.Length;
    }

    /// <summary>What can be sent at once; null when the file is not what it was.</summary>
    public FileStretch? Stretch(long from, long end) =>
        file.IsStill()
            ? new FileStretch(file.Handle, from, (int)Math.Min(Math.Min(Length, end) - from, LongestStretch))
            : null;

    /// <summary>Makes the file whole; null when that fails. The maker's thread, without the body's lock.</summary>
    public DiskSlot? Commit(DiskHead head) => file.Commit(head);

    /// <inheritdoc cref="BodyFile.Settle"/>
    public void Settle(DiskSlot slot, bool isRead) => file.Settle(slot, isRead);

    /// <inheritdoc cref="BodyFile.Rest"/>
    public void Rest() => file.Rest();

    public void Dispose()
    {
        FreeBuffer();
        file.Dispose();
    }
}
