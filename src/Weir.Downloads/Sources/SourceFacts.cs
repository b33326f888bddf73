using Weir.Content.Hashes;
using Weir.Http.Fields;

namespace Weir.Downloads.Sources;

/// <summary>What a source's first valid answer says about its copy of the file.</summary>
internal sealed record SourceFacts
{
    /// <summary>In bytes; null when only the end of the body will tell.</summary>
    public required long? Size { get; init; }

    /// <summary>The source answers ranges.</summary>
    public required bool HasRanges { get; init; }

    public EntityTag? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>SHA-256 over a few small samples of the content, for comparison between sources; null when not taken.</summary>
    public string? Sample { get; init; }

    /// <summary>The hash that the source says its file has (RFC 9530); null when it does not say.</summary>
    public Checksum? Digest { get; init; }

    /// <summary>It says the hash of the body of an answer when it is asked to (RFC 9530).</summary>
    public bool DeclaresBodies { get; init; }

    /// <summary>
    /// Whether a later answer of the same source is about the same file: the strong ETag decides, else Last-Modified and
    /// size. A field that is missing now says nothing.
    /// </summary>
    public bool IsSameVersion(SourceFacts later)
    {
        if (Size is { } size && later.Size is { } laterSize && size != laterSize)
            return false;
        if (ETag is { IsWeak: false } tag && later.ETag is { IsWeak: false } laterTag)
            return tag.StronglyEquals(laterTag);
        return LastModified is not { } date || later.LastModified is not { } laterDate || date == laterDate;
    }

    /// <summary>For messages: <c>1048576 bytes, ETag "abc"</c>.</summary>
    public string Describe()
    {
        var size = Size is { } bytes ? $"{bytes} bytes" : "unknown size";
        if (ETag is { } tag)
            return $"{size}, ETag {tag}";
        return LastModified is { } date ? $"{size}, last modified {date:yyyy-MM-dd HH:mm:ss}Z" : size;
    }
}
