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
    public ulong Device { get; init; }

    /// <summary>The time of the last change of the file or of what is known of it (ctime), which nobody can set back.</summary>
    public long ChangedSeconds { get; init; }

    public int ChangedNanoseconds { get; init; }

    /// <summary>How many names it has; none once it was replaced.</summary>
    public uint Links { get; init; }

    public DateTimeOffset LastModified =>
        DateTimeOffset
            .FromUnixTimeSeconds(Math.Clamp(ModifiedSeconds, 0, MaxSeconds))
            .AddTicks(ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);

    private const long MaxSeconds = 253402300799; // the year 9999, where DateTimeOffset ends

    /// <summary>
    /// Whether the bytes may be others than those of <paramref name="before"/>. A new ctime alone says so too, because a write
    /// can hide its mtime; but not when the file has just lost or won a name: that is how it is replaced by rename.
    /// </summary>
    public bool MayDifferFrom(in FileFacts before) =>
        IsOtherInContent(before)
        || (
            Links == before.Links
            && (ChangedSeconds != before.ChangedSeconds || ChangedNanoseconds != before.ChangedNanoseconds)
        );

    /// <summary>What a write changes, unless its mtime is set back.</summary>
    public bool IsOtherInContent(in FileFacts before) =>
        Size != before.Size
        || ModifiedSeconds != before.ModifiedSeconds
        || ModifiedNanoseconds != before.ModifiedNanoseconds;

    /// <summary>
    /// Strong (RFC 9110 8.8.3): any write changes the time of modification, and a file put in another's place has another
    /// inode. Size and both are told as they are, which is what nginx tells too.
    /// </summary>
    public EntityTag Tag => new($"{Size:x}-{ModifiedSeconds:x}.{ModifiedNanoseconds:x}-{Inode:x}");
}
