using Microsoft.Win32.SafeHandles;
using Weir.Http.Fields;
using Weir.Http.Server;
using Weir.Origin.Digests;

namespace Weir.Origin.Files;

/// <summary>One version of a file at one path: what is said of it in every answer, made once.</summary>
internal sealed class FileVersion(string path, FileFacts facts, FileDigest digest) : BodyVersion
{
    private Mirrored? _link;

    /// <summary>Decoded, from the root on.</summary>
    public string Path => path;

    public FileFacts Facts => facts;

    public EntityTag Tag { get; } = facts.Tag;

    /// <summary>Its hashes, or the word that there are none yet.</summary>
    public FileDigest Digest => digest;

    /// <inheritdoc/>
    public override bool IsStill(SafeFileHandle file) =>
        LinuxFiles.TryGetFacts(file, out var now) && !now.MayDifferFrom(facts);

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

    private sealed record Mirrored(byte[] Authority, byte[] Value);
}
