using Microsoft.Win32.SafeHandles;
using Weir.Http.Fields;
using Weir.Http.Server;
using Weir.Origin.Digests;

namespace Weir.Origin.Files;

/// <summary>One version of a file at one path: what is said of it in every answer, made once.</summary>
/// <param name="path">Decoded, from the root on.</param>
/// <param name="place">Where the open file was when its facts were read; null when nobody says.</param>
internal sealed class FileVersion(string path, string? place, FileFacts facts, FileDigest digest) : BodyVersion
{
    private Mirrored? _link;
    private Seen _seen = new(facts, place);

    /// <summary>Decoded, from the root on.</summary>
    public string Path => path;

    public FileFacts Facts => facts;

    public EntityTag Tag { get; } = facts.Tag;

    /// <summary>Its hashes, or the word that there are none yet.</summary>
    public FileDigest Digest => digest;

    /// <inheritdoc/>
    /// <remarks>To be moved away changes the ctime and no byte: who reads goes on to the end.</remarks>
    public override bool IsStill(SafeFileHandle file) =>
        LinuxFiles.TryGetFacts(file, out var now) && (!now.MayDifferFrom(_seen.Facts) || IsMoved(file, now));

    private bool IsMoved(SafeFileHandle file, in FileFacts now)
    {
        var seen = _seen;
        if (now.IsOtherInContent(seen.Facts) || LinuxFiles.RealPath(file) is not { } place || place == seen.Place)
            return false;
        _seen = new Seen(now, place);
        return seen.Place is not null;
    }

    /// <summary>The value of Link for clients that reach the origin under this name.</summary>
    public ReadOnlySpan<byte> Link(ReadOnlySpan<byte> authority, Func<FileVersion, string, byte[]> make)
    {
        // Whoever comes second writes the same.
        if (_link is { } link && authority.SequenceEqual(link.Authority))
            return link.Value;
        var made = new Mirrored(authority.ToArray(), make(this, System.Text.Encoding.ASCII.GetString(authority)));
        _link = made;
        return made.Value;
    }

    /// <summary>What it was known by lately; its bytes are those of the first look.</summary>
    private sealed record Seen(FileFacts Facts, string? Place);

    private sealed record Mirrored(byte[] Authority, byte[] Value);
}
