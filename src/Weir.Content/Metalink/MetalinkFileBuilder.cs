using System.Globalization;
using Weir.Content.Hashes;
using Weir.Content.Pieces;

namespace Weir.Content.Metalink;

/// <summary>
/// Gathers what a document says about one file. Every method gives null, or a clause that says why the document is refused:
/// for what contradicts itself. What is merely not known (a hash of another kind, a URL of another scheme) is left out.
/// </summary>
internal sealed class MetalinkFileBuilder(string name, MetalinkBudget budget, Uri? address = null)
{
    private readonly Dictionary<HashAlgorithmKind, Checksum> _hashes = [];
    private readonly Dictionary<string, MetalinkUrl> _urls = new(StringComparer.Ordinal);
    private readonly List<byte> _pieceBytes = [];
    private long? _size;
    private HashAlgorithmKind? _hashKind;
    private HashAlgorithmKind? _pieceKind;
    private long _pieceSize;
    private bool _takesPieces;
    private int _priority;
    private string? _location;
    private int _unused;

    public string? Size(string text)
    {
        if (!TryNumber(text, out var size))
            return $"the Metalink gives {name} a size that is no number";
        if (_size is { } other && other != size)
            return $"the Metalink gives {name} two sizes, {other} and {size}";
        _size = size;
        return null;
    }

    public string? BeginHash(string? type)
    {
        _hashKind = HashAlgorithms.TryParse(type, out var kind) ? kind : null;
        return null;
    }

    public string? Hash(string text)
    {
        if (_hashKind is not { } kind)
            return null;
        if (!Checksum.TryParse($"{kind.Name()}:{text}", out var hash, out _))
            return $"the Metalink gives {name} a {kind.Name()} that is none";
        if (_hashes.TryGetValue(kind, out var other) && !other.Equals(hash))
            return $"the Metalink gives {name} two different hashes of {kind.Name()}";
        _hashes[kind] = hash;
        return null;
    }

    /// <summary>Of several lists of pieces (RFC 5854 4.1.2.6) the one with the stronger hash is kept.</summary>
    public string? BeginPieces(string? length, string? type)
    {
        _takesPieces = HashAlgorithms.TryParse(type, out var kind) && (_pieceKind is not { } other || kind < other);
        if (!_takesPieces)
            return null;
        if (!TryNumber(length, out _pieceSize) || _pieceSize == 0)
            return $"the Metalink gives {name} pieces of no length";
        _pieceKind = kind;
        _pieceBytes.Clear();
        return null;
    }

    public string? Piece(string text)
    {
        if (budget.TakePiece() is { } problem)
            return problem;
        if (!_takesPieces || _pieceKind is not { } kind)
            return null;
        if (!Checksum.TryParse($"{kind.Name()}:{text}", out var hash, out _))
            return $"the Metalink gives a piece of {name} a {kind.Name()} that is none";
        _pieceBytes.AddRange(hash.Expected);
        return null;
    }

    public string? BeginUrl(string? priority, string? location)
    {
        _priority =
            TryNumber(priority, out var number) && number is >= 1 and <= MetalinkUrl.LastPriority
                ? (int)number
                : MetalinkUrl.LastPriority;
        _location = location is { Length: 2 } ? location.ToLowerInvariant() : null;
        return budget.TakeUrl();
    }

    public string? Url(string text)
    {
        if (Resolve(text) is not { } url)
            _unused++;
        else if (!_urls.TryGetValue(url, out var other) || _priority < other.Priority)
            _urls[url] = new MetalinkUrl(url, _priority, _location);
        return null;
    }

    /// <summary>RFC 3986 5.2, to http and https only.</summary>
    private string? Resolve(string text)
    {
        // A path is no URL, although the system takes one that begins with a slash for a file of this machine.
        var isPath = text.StartsWith('/');
        if (!isPath && Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return uri.Scheme is "http" or "https" ? text : null;
        if (address is null || text.Length == 0)
            return null;
        var reference =
            text.StartsWith("//", StringComparison.Ordinal) ? $"{address.Scheme}:{text}"
            : isPath ? $"{address.GetLeftPart(UriPartial.Authority)}{text}"
            : text;
        return Uri.TryCreate(address, reference, out var resolved) && resolved.Scheme is "http" or "https"
            ? resolved.AbsoluteUri
            : null;
    }

    public string? TryFinish(out MetalinkFile? file)
    {
        file = null;
        PieceHashes? pieces = null;
        if (_pieceKind is { } kind)
        {
            // Without a size nobody can say where the last piece ends.
            if (_size is not { } size)
                return $"the Metalink gives {name} pieces but no size";
            var map = new PieceMap(size, _pieceSize);
            if (map.Count != _pieceBytes.Count / kind.Length())
                return $"the Metalink gives {name} {_pieceBytes.Count / kind.Length()} hashes of pieces, but it has {map.Count}";
            pieces = new PieceHashes(map, kind, _pieceBytes.ToArray());
        }

        file = new MetalinkFile(name)
        {
            Size = _size,
            Hashes = [.. _hashes.OrderBy(pair => pair.Key).Select(pair => pair.Value)],
            Pieces = pieces,
            Urls = [.. _urls.Values.OrderBy(url => url.Priority)],
            UnusedUrls = _unused,
        };
        return null;
    }

    private static bool TryNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
