using Weir.Http.Fields;

namespace Weir.Origin.Files;

internal enum EntryKind
{
    File,
    Folder,

    /// <summary>FIFO, socket, device: never served.</summary>
    Other,
}

/// <summary>What the file system says about what is open.</summary>
internal readonly record struct FileFacts(
    EntryKind Kind,
    long Size,
    long ModifiedSeconds,
    int ModifiedNanoseconds,
    ulong Inode
)
{
    public DateTimeOffset LastModified =>
        DateTimeOffset
            .FromUnixTimeSeconds(Math.Clamp(ModifiedSeconds, 0, MaxSeconds))
            .AddTicks(ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);

    private const long MaxSeconds = 253402300799; // the year 9999, where DateTimeOffset ends

    /// <summary>
    /// Strong (RFC 9110 8.8.3): any write changes the time of modification, and a file put in another's place has another
    /// inode. Size and both are told as they are, which is what nginx tells too.
    /// </summary>
    public EntityTag Tag => new($"{Size:x}-{ModifiedSeconds:x}.{ModifiedNanoseconds:x}-{Inode:x}");
}
