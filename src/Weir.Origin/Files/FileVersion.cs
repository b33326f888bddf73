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
    private volatile Mirrored? _link;
    private bool _isRenewing;
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

    /// <summary>The value of Link for clients that reach the origin under this name. Does not block.</summary>
    public ReadOnlySpan<byte> Link(ReadOnlySpan<byte> authority, LinkSource source)
    {
        var link = _link;
        if (link is null || !authority.SequenceEqual(link.Authority))
        {
            // Whoever comes second writes the same.
            var known = authority.ToArray();
            _link = link = new Mirrored(known, source.Make(this, known, mayBlock: false), source.Now());
        }

        if (source.MayChange && source.Now() >= link.Until && !Interlocked.Exchange(ref _isRenewing, true))
            Renew(link.Authority, source);
        return link.Value;
    }

    /// <summary>
    /// Files come and go in other roots, and their hashes become known: every second somebody looks again, off the loop, for
    /// those who come next.
    /// </summary>
    private void Renew(byte[] authority, LinkSource source) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static work =>
            {
                var (version, authority, source) = work;
                var made = source.Make(version, authority, mayBlock: true);
                version._link = new Mirrored(authority, made, source.Now() + LinkSource.Freshness);
                Volatile.Write(ref version._isRenewing, false);
            },
            (this, authority, source),
            preferLocal: false
        );

    /// <summary>What it was known by lately; its bytes are those of the first look.</summary>
    private sealed record Seen(FileFacts Facts, string? Place);

    private sealed record Mirrored(byte[] Authority, byte[] Value, TimeSpan Until);
}
