using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Slices;

namespace Weir.Proxy.Caching.Storage;

/// <summary>The stored responses of one URI, the newest first, and its slices. Guarded by the store's lock.</summary>
internal sealed class VariantSet
{
    private readonly List<CacheEntry> _wholes = new(1);
    private Dictionary<long, CacheEntry>? _slices;

    public bool IsEmpty => _wholes.Count == 0 && _slices is null or { Count: 0 };

    public IEnumerable<CacheEntry> Entries => _slices is null ? _wholes : _wholes.Concat(_slices.Values);

    public IReadOnlyList<CacheEntry> Wholes => _wholes;

    /// <summary>Why a request goes on to the origin that none of them answers.</summary>
    public ForwardReason Miss =>
        _wholes.Count > 0 ? ForwardReason.VaryMiss
        : _slices is { Count: > 0 } ? ForwardReason.Partial
        : ForwardReason.UriMiss;

    /// <summary>RFC 9111 4.1: of those that fit, the most recent.</summary>
    public CacheEntry? Find(Head request)
    {
        foreach (var entry in _wholes)
        {
            if (entry.Selection.Matches(request))
                return entry;
        }

        return null;
    }

    public CacheEntry? FindSlice(long index) => _slices?.GetValueOrDefault(index);

    /// <summary>
    /// The entries whose place a new one takes, or that go because there are too many. A slice with another validator takes
    /// the place of all: they are of an older version (RFC 9111 3.4).
    /// </summary>
    public IReadOnlyList<CacheEntry> FindReplaced(CacheEntry added, int most)
    {
        if (added.Selection.Slice is { } slice)
        {
            if (_slices is not { Count: > 0 })
                return [];
            var (known, tag) = (_slices.Values.First(), added.Response.Head.GetString("ETag"u8));
            if (known.Response.Head.GetString("ETag"u8) != tag || known.Selection.Slice?.Size != slice.Size)
                return [.. _slices.Values];
            return _slices.TryGetValue(slice.Index, out var same) ? [same]
                : _slices.Count >= SliceRange.Most ? [known]
                : [];
        }

        foreach (var entry in _wholes)
        {
            if (entry.Selection.IsSameAs(added.Selection))
                return [entry];
        }

        return _wholes.Count >= most ? [_wholes[^1]] : [];
    }

    public void Add(CacheEntry entry, bool isNewest)
    {
        if (entry.Selection.Slice is { } slice)
            (_slices ??= [])[slice.Index] = entry;
        else
            _wholes.Insert(isNewest ? 0 : _wholes.Count, entry);
    }

    public bool Has(Selection selection) =>
        selection.Slice is { } slice
            ? FindSlice(slice.Index) is not null
            : _wholes.Exists(entry => entry.Selection.IsSameAs(selection));

    public void Remove(CacheEntry entry)
    {
        if (entry.Selection.Slice is { } slice)
            _slices?.Remove(slice.Index);
        else
            _wholes.Remove(entry);
    }
}
