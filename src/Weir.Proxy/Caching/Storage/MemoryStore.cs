using System.Runtime.InteropServices;
using System.Text;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;

namespace Weir.Proxy.Caching.Storage;

/// <summary>Responses in memory, within a hard bound that bodies in transit share. Any thread.</summary>
internal sealed class MemoryStore : IDisposable
{
    /// <summary>What an entry costs beside its head and body: objects, links, its place in the index, its ghost.</summary>
    private const int EntryOverhead = 1024;

    private readonly StoreLimits _limits;

    /// <summary>Guards the index, the order, and what entries say it guards. Never held while the budget is asked.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, VariantSet> _index = [];
    private readonly EvictionOrder _order;

    public MemoryStore(StoreLimits limits)
    {
        _limits = StoreLimits.Validate(limits);
        _order = new EvictionOrder(limits.Memory.Bytes);
        Budget = new MemoryBudget(limits.Memory.Bytes) { Evict = TryEvict };
    }

    public MemoryBudget Budget { get; }

    /// <summary>The longest body that is kept.</summary>
    public long LargestBody => _limits.LargestBody;

    public int Count
    {
        get
        {
            lock (_lock)
                return _order.Count;
        }
    }

    /// <summary>The stored response that a request selects; null for none.</summary>
    /// <param name="hasVariants">Whether anything is stored for the URI.</param>
    public CacheEntry? Find(string key, Head request, out bool hasVariants)
    {
        lock (_lock)
        {
            hasVariants = _index.TryGetValue(key, out var variants);
            return variants?.Find(request);
        }
    }

    /// <summary>
    /// Stores a response whose body is to come and gives the entry; null when there is no memory for its head. It takes
    /// the place of what the same request would have selected.
    /// </summary>
    public CacheEntry? Add(string key, Selection selection, StoredResponse response, int headSize, long? declared)
    {
        var charge = EntryOverhead + headSize + (2 * key.Length) + selection.Size;
        if (!Budget.TryTake(charge))
            return null;
        var body = new GrowingBody(Budget, declared, isKept: true, LargestBody, charge);
        var entry = new CacheEntry(key, selection, response, body);
        body.TryHold();
        lock (_lock)
        {
            ref var variants = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, key, out _);
            variants ??= new VariantSet();
            var replaced = variants.FindReplaced(entry, _limits.MostVariants);
            variants.Add(entry);
            entry.IsStored = true;
            _order.Add(entry, charge);
            if (replaced is not null)
                Drop(replaced);
        }

        return entry;
    }

    /// <summary>Counts the body of an entry that has come to its end.</summary>
    public void Settle(CacheEntry entry)
    {
        var bytes = entry.Body.Charged;
        lock (_lock)
            EvictionOrder.Recount(entry, bytes);
    }

    /// <summary>Forgets an entry; who reads it reads on. Nothing happens when it is forgotten already.</summary>
    public void Remove(CacheEntry entry)
    {
        lock (_lock)
            Drop(entry);
    }

    /// <summary>Forgets all variants of a URI and says how many they were.</summary>
    public int Remove(string key)
    {
        lock (_lock)
            return _index.TryGetValue(key, out var variants) ? Drop(variants) : 0;
    }

    /// <summary>Forgets everything whose URI begins so, and says how many entries that were.</summary>
    public int RemovePrefix(string prefix)
    {
        lock (_lock)
        {
            var matching = _index.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal));
            return matching.Select(pair => pair.Value).ToList().Sum(Drop);
        }
    }

    /// <summary>Forgets everything that the origin has tagged so (Cache-Tag), and says how many entries that were.</summary>
    public int RemoveTag(string tag)
    {
        var token = Encoding.ASCII.GetBytes(tag);
        lock (_lock)
        {
            var entries = _index.Values.SelectMany(variants => variants.Entries);
            var matching = entries.Where(entry => entry.Response.Head.HasToken("Cache-Tag"u8, token)).ToList();
            foreach (var entry in matching)
                Drop(entry);
            return matching.Count;
        }
    }

    /// <summary>Some of the entries, in no order.</summary>
    public IReadOnlyList<CacheEntry> Sample(int most)
    {
        lock (_lock)
            return [.. _index.Values.SelectMany(variants => variants.Entries).Take(most)];
    }

    public void Dispose()
    {
        RemovePrefix("");
        Budget.Dispose();
    }

    private int Drop(VariantSet variants)
    {
        var entries = variants.Entries.ToList();
        foreach (var entry in entries)
            Drop(entry);
        return entries.Count;
    }

    private bool TryEvict()
    {
        lock (_lock)
        {
            if (_order.TakeVictim() is not { } victim)
                return false;
            Drop(victim);
            return true;
        }
    }

    private void Drop(CacheEntry entry)
    {
        if (!entry.IsStored)
            return;
        entry.IsStored = false;
        EvictionOrder.Remove(entry);
        var variants = _index[entry.Key];
        variants.Remove(entry);
        if (variants.Entries.Count == 0)
            _index.Remove(entry.Key);
        entry.Body.PassThrough();
        entry.Body.Release();
    }
}
