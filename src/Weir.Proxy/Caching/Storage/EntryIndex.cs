using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Storage.Disk;

namespace Weir.Proxy.Caching.Storage;

/// <summary>
/// Which responses are in memory, and which goes when there is no room. What lies on the disk is not touched here: slots of
/// what goes are given to the caller. Any thread.
/// </summary>
internal sealed class EntryIndex(long limit, int mostVariants)
{
    /// <summary>Guards the index, the order, and what entries say it guards. Never held while the budget is asked.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, VariantSet> _index = [];
    private readonly EvictionOrder _order = new(limit);

    /// <summary>What was answered a moment ago.</summary>
    public HotTable Hot { get; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _order.Count;
        }
    }

    /// <inheritdoc cref="MemoryStore.Find"/>
    public CacheEntry? Find(string key, Head request, out ForwardReason miss)
    {
        lock (_lock)
        {
            var variants = _index.GetValueOrDefault(key);
            miss = variants?.Miss ?? ForwardReason.UriMiss;
            return variants?.Find(request);
        }
    }

    public CacheEntry? FindSlice(string key, long slice)
    {
        lock (_lock)
            return _index.GetValueOrDefault(key)?.FindSlice(slice);
    }

    /// <summary>Some of the entries, in no order.</summary>
    public IReadOnlyList<CacheEntry> Sample(int most)
    {
        lock (_lock)
            return [.. _index.Values.SelectMany(variants => variants.Entries).Take(most)];
    }

    /// <summary>Enters what is the newest for its URI, and gives the copies on disk of what it replaced.</summary>
    public IReadOnlyList<DiskSlot> Add(CacheEntry entry, long charge)
    {
        lock (_lock)
            return Enter(entry, charge, isNewest: true);
    }

    /// <summary>Enters what was stored before, unless the like of it has come meanwhile.</summary>
    public bool TryAddOlder(CacheEntry entry, long charge)
    {
        lock (_lock)
        {
            if (_index.TryGetValue(entry.Key, out var variants) && variants.Has(entry.Selection))
                return false;
            Enter(entry, charge, isNewest: false);
            return true;
        }
    }

    /// <summary>Counts an entry anew that has grown.</summary>
    public void Recount(CacheEntry entry, long bytes)
    {
        lock (_lock)
            EvictionOrder.Recount(entry, bytes);
    }

    /// <summary>Says where the copy of an entry is; false when the entry is stored no more.</summary>
    public bool TrySetSlot(CacheEntry entry, DiskSlot slot)
    {
        lock (_lock)
        {
            entry.Slot = entry.IsStored ? slot : null;
            return entry.IsStored;
        }
    }

    public DiskSlot? SlotOf(CacheEntry entry)
    {
        lock (_lock)
            return entry.Slot;
    }

    /// <summary>Forgets an entry and gives its copy on disk, also when it is forgotten already.</summary>
    public DiskSlot? Remove(CacheEntry entry)
    {
        lock (_lock)
        {
            Drop(entry);
            return entry.Slot;
        }
    }

    /// <summary>Forgets what is stored for URIs, and says how many of it have no copy on disk; gives those of the others.</summary>
    /// <param name="isMeant">Null for all that is stored for them.</param>
    public int Remove(string key, Func<CacheEntry, bool>? isMeant, List<DiskSlot> slots)
    {
        lock (_lock)
            return _index.TryGetValue(key, out var variants)
                ? Drop(isMeant is null ? variants.Entries : variants.Entries.Where(isMeant), slots)
                : 0;
    }

    /// <summary>As the other, for all URIs.</summary>
    public int Remove(Func<CacheEntry, bool> isMeant, List<DiskSlot> slots)
    {
        lock (_lock)
            return Drop(_index.Values.SelectMany(variants => variants.Entries).Where(isMeant), slots);
    }

    /// <summary>Forgets what is needed least; its copy on disk stays. False when all are in use.</summary>
    public bool TryEvict()
    {
        lock (_lock)
        {
            if (_order.TakeVictim() is not CacheEntry victim)
                return false;
            Drop(victim);
            return true;
        }
    }

    private List<DiskSlot> Enter(CacheEntry entry, long charge, bool isNewest)
    {
        var variants = _index.GetValueOrDefault(entry.Key) ?? new VariantSet();
        // The most recent that fits answers from now on.
        foreach (var other in variants.Wholes)
            Hot.Forget(other);
        var slots = new List<DiskSlot>();
        foreach (var other in variants.FindReplaced(entry, mostVariants))
        {
            // What went because there are too many in memory may stay on the disk.
            if (
                other.Slot is { } slot
                && (other.Selection.Slice is not null || other.Selection.IsSameAs(entry.Selection))
            )
                slots.Add(slot);
            Drop(other);
        }

        // The set has gone from the index when all that was in it did.
        _index[entry.Key] = variants;
        variants.Add(entry, isNewest);
        entry.IsStored = true;
        _order.Add(entry, charge);
        return slots;
    }

    private int Drop(IEnumerable<CacheEntry> entries, List<DiskSlot> slots)
    {
        var inMemoryAlone = 0;
        foreach (var entry in entries.ToList())
        {
            if (entry.Slot is { } slot)
                slots.Add(slot);
            else
                inMemoryAlone++;
            Drop(entry);
        }

        return inMemoryAlone;
    }

    private void Drop(CacheEntry entry)
    {
        if (!entry.IsStored)
            return;
        entry.IsStored = false;
        Hot.Forget(entry);
        EvictionOrder.Remove(entry);
        var variants = _index[entry.Key];
        variants.Remove(entry);
        if (variants.IsEmpty)
            _index.Remove(entry.Key);
        entry.Body.PassThrough();
        entry.Body.Release();
    }
}
