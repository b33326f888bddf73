using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Http.Server;
using Weir.Origin.Digests;

namespace Weir.Origin.Files;

/// <summary>Answers for <c>FILE.meta4</c> where there is a FILE and no such file of its own (RFC 5854). Off the loop.</summary>
internal sealed class MetalinkAnswer(
    FileRoot root,
    Func<CopyPlace> place,
    Copies copies,
    FileVersions versions,
    DigestIndex digests
)
{
    /// <summary>What a core hashes per second, roughly: only for the time after which a client is to ask again.</summary>
    private const double BytesPerSecond = 500e6;

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(2);

    public static bool IsAsked(string path) =>
        path.EndsWith(MetalinkDocument.Extension, StringComparison.Ordinal)
        && path.Length > MetalinkDocument.Extension.Length + 1;

    /// <returns>False when there is no such FILE either, and nothing was answered.</returns>
    public async Task<bool> TryAnswerAsync(Exchange exchange, string path, string authority)
    {
        var described = path[..^MetalinkDocument.Extension.Length];
        if (!ServedPath.TryMakeRelative(described, out var relative))
            return false;
        var opened = root.Open(relative, mayBlock: true);
        using var handle = opened.Handle;
        if (opened.Status != OpenStatus.File)
            return false;
        var version = versions.Of(described, opened);
        digests.Ask(version.Digest, handle!);
        var hashes = await HashesAsync(version.Digest, exchange.Aborted);
        if (hashes is null)
            Postpone(exchange, version.Digest);
        else
            Describe(exchange, version, hashes, authority);
        return true;
    }

    private async Task<FileHashes?> HashesAsync(FileDigest digest, CancellationToken aborted)
    {
        if (digest.Hashes is { } known)
            return known;
        // No room to wait in, or it could not be read a moment ago.
        if (!digest.IsOnItsWay)
            return null;
        try
        {
            return await digest.Done.WaitAsync(digests.Patience, aborted);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return null;
        }
    }

    private void Describe(Exchange exchange, FileVersion version, FileHashes hashes, string authority)
    {
        var name = version.Path[(version.Path.LastIndexOf('/') + 1)..];
        var document = new MetalinkDocument([
            new MetalinkFile(MetalinkName.Sanitise(name) ?? "file")
            {
                Size = hashes.Size,
                Hashes = [hashes.Whole],
                Pieces = hashes.Pieces,
                Urls = [.. copies.Addresses(place(), version, authority, mayBlock: true)],
            },
        ]);
        exchange
            .Start(200)
            .Field("Content-Type"u8, MetalinkDocument.MediaType)
            // Its URLs are made of the name by which it was asked for.
            .Field("Vary"u8, "Host"u8)
            .Field("Cache-Control"u8, "no-cache"u8);
        exchange.SetBody(document.ToUtf8());
    }

    /// <summary>RFC 9110 15.6.4: the client is told when to come again; by then the hashes of what waits should be there.</summary>
    private void Postpone(Exchange exchange, FileDigest digest)
    {
        var left = digests.Progress is var progress ? Math.Max(progress.Size - progress.Bytes, digest.Facts.Size) : 0;
        var seconds = Math.Clamp(left / BytesPerSecond, 1, LongestRetry.TotalSeconds);
        exchange.Respond(503, "The file is being hashed; ask again.");
        exchange.Fields.Field("Retry-After"u8, (long)Math.Ceiling(seconds));
    }
}
