using System.Diagnostics.CodeAnalysis;
using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Content.Pieces;

namespace Weir.Downloads.Sources;

/// <summary>What a Metalink (RFC 5854) says of one file: where it is, and by what it is known.</summary>
public sealed record Description
{
    /// <summary>Of more mirrors the best are taken: each has a connection of its own.</summary>
    public const int MostSources = 32;

    /// <summary>A safe name for the file.</summary>
    public required string Name { get; init; }

    /// <summary>The best first.</summary>
    public required IReadOnlyList<SourceAddress> Sources { get; init; }

    public long? Size { get; init; }

    /// <summary>The strongest of its hashes.</summary>
    public Checksum? Checksum { get; init; }

    public PieceHashes? Pieces { get; init; }

    /// <summary>What of it was left out, each as a sentence.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Reads a Metalink of one file.</summary>
    /// <param name="called">What messages call the document.</param>
    /// <param name="at">Where it came from; null for a local file.</param>
    /// <param name="problem">Why it is of no use, as a clause.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> document,
        string called,
        SourceAddress? at,
        [NotNullWhen(true)] out Description? description,
        [NotNullWhen(false)] out string? problem
    )
    {
        description = null;
        if (!MetalinkDocument.TryParse(document, out var metalink, out problem, address: at?.Uri))
            return false;
        if (metalink.Files is not [var file])
        {
            problem =
                $"it names {metalink.Files.Count} files ({string.Join(", ", metalink.Files.Take(3).Select(f => f.Name))}…); "
                + "one is downloaded at a time, so name its URLs";
            return false;
        }
        var notices = new List<string>();
        if (file.UnusedUrls > 0)
            notices.Add($"{called}: {file.UnusedUrls} of its URLs are left out; only http and https can be used");
        var sources = new List<SourceAddress>();
        foreach (var url in file.Urls)
            if (!SourceAddress.TryParse(at?.InZone(url.Address) ?? url.Address, out var source, out var mistake))
                notices.Add($"{called}: {url.Address} is left out: it {mistake}");
            else if (at is { IsSecure: true } && !source.IsSecure)
                notices.Add($"{called}: {source.PublicUrl} is left out: it is not encrypted, as the Metalink was");
            else if (sources.Count < MostSources)
                sources.Add(source);
        if (file.Urls.Count > MostSources)
            notices.Add($"{called}: of its {file.Urls.Count} URLs the first {MostSources} are used");
        description = new Description
        {
            Name = SafeFileName.Of(file.Name) ?? "download",
            Sources = sources,
            Size = file.Size,
            Checksum = file.Hashes.Count > 0 ? file.Hashes[0] : null,
            Pieces = file.Pieces,
            Notices = notices,
        };
        return true;
    }
}
