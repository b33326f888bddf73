using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;

namespace Weir.Proxy.Caching.Storage;

/// <summary>The stored responses of one URI, the newest first. Guarded by the store's lock.</summary>
internal sealed class VariantSet
{
    private readonly List<CacheEntry> _entries = new(1);

    public IReadOnlyList<CacheEntry> Entries => _entries;

    /// <summary>RFC 9111 4.1: of those that fit, the most recent.</summary>
    public CacheEntry? Find(Head request)
    {
        foreach (var entry in _entries)
        {
            if (entry.Selection.Matches(request))
                return entry;
        }

        return null;
    }

    /// <summary>The entry whose place a new one takes, or that goes because there are too many.</summary>
    public CacheEntry? FindReplaced(CacheEntry added, int most)
    {
        foreach (var entry in _entries)
        {
            if (entry.Selection.IsSameAs(added.Selection))
                return entry;
        }

        return _entries.Count >= most ? _entries[^1] : null;
    }

    public void Add(CacheEntry entry, bool isNewest) => _entries.Insert(isNewest ? 0 : _entries.Count, entry);

    public bool Has(Selection selection) => _entries.Exists(entry => entry.Selection.IsSameAs(selection));

    public void Remove(CacheEntry entry) => _entries.Remove(entry);
}
