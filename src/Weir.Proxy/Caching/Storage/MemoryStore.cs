using System.Text;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage.Disk;

namespace Weir.Proxy.Caching.Storage;

/// <summary>
/// Responses in memory, within a hard bound that bodies in transit share, and beneath them those on disk. Large bodies are
/// on disk alone, from their first byte on; small ones are written there once they are whole. Any thread.
/// </summary>
internal sealed class MemoryStore : IDisposable
{
    /// <summary>What an entry costs beside its head and body: objects, links, its place in the index, its ghost.</summary>
    private const int EntryOverhead = 1024;

    /// <summary>What one costs that is on disk, open or not: what the kernel and .NET keep of a file.</summary>
    private const int FileOverhead = 1024;

    /// <summary>Up to here a body is kept in memory also when there is a disk.</summary>
    public const int SmallBody = BodyBlock.LargestSize;

    private readonly StoreLimits _limits;
    private DiskStore? _disk;

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

    /// <summary>Keeps in a folder what is to outlive the process, and takes the folder over. Before the first request.</summary>
    /// <param name="warn">Told in a sentence what is wrong with the disk.</param>
    public void Use(DiskFolder folder, Action<string> warn)
    {
        _disk = new DiskStore(folder, _limits.DiskSize.Bytes, _limits.MostVariants, Budget, warn);
        _disk.Start();
    }

    /// <summary>What was answered a moment ago.</summary>
    public HotTable Hot { get; } = new();

    /// <summary>What is on disk; null without one.</summary>
    public DiskStore? Disk => _disk;

    public MemoryBudget Budget { get; }

    /// <summary>The longest body that is kept.</summary>
    public long LargestBody =>
        _disk is null ? _limits.LargestBody
        : _limits.LargestEntry is { } largest ? Math.Min(largest.Bytes, _disk.LargestBody)
        : Math.Max(_limits.LargestBody, _disk.LargestBody);

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

    /// <summary>A slice of a URI; null for none.</summary>
    public CacheEntry? FindSlice(string key, long slice)
    {
        lock (_lock)
            return _index.GetValueOrDefault(key)?.FindSlice(slice);
    }

    /// <summary>Forgets all slices of a URI: they are of an older version.</summary>
    public void RemoveSlices(string key)
    {
        List<CacheEntry> slices;
        lock (_lock)
            slices = _index.TryGetValue(key, out var variants)
                ? [.. variants.Entries.Where(entry => entry.Selection.Slice is not null)]
                : [];
        foreach (var slice in slices)
            Remove(slice);
        _disk?.RemoveSlices(key);
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
        var file =
            _disk is not null && (declared ?? long.MaxValue) > SmallBody && _disk.Begin(declared) is { } draft
                ? new BodyFile(_disk, draft)
                : null;
        var largest = file is null ? _limits.LargestBody : LargestBody;
        var body = new GrowingBody(Budget, declared, isKept: true, largest, charge, file);
        var entry = new CacheEntry(key, selection, response, body);
        body.TryHold();
        List<DiskSlot> doomed;
        lock (_lock)
            doomed = Enter(entry, charge, isNewest: true);
        foreach (var slot in doomed)
            _disk!.Remove(slot);
        return entry;
    }

    /// <summary>Counts the body of an entry that has come to its end.</summary>
    public void Settle(CacheEntry entry)
    {
        var bytes = entry.Body.Charged;
        lock (_lock)
            EvictionOrder.Recount(entry, bytes);
    }

    /// <summary>Writes an entry that is whole to the disk, where there is one. Blocks; whoever calls it holds the body.</summary>
    public void Persist(CacheEntry entry)
    {
        if (_disk is null || !entry.IsStored)
            return;
        var head = new DiskHead(entry.Key, entry.Selection, entry.Response);
        var isForFile = entry.Body.IsForFile;
        var slot = isForFile ? entry.Body.CommitFile(head) : _disk.Save(head, entry.Body.Parts(), entry.Body.Length);
        if (slot is null)
        {
            // A small one stays in memory.
            if (isForFile)
                Remove(entry);
            return;
        }

        bool isStored;
        lock (_lock)
        {
            isStored = entry.IsStored;
            entry.Slot = isStored ? slot : null;
        }

        if (!isStored)
            _disk.Remove(slot);
    }

    /// <summary>Whether a request that nothing in memory answers may find something on the disk. Does not block.</summary>
    public bool MayLoad(string key, Head request) =>
        _disk is not null && Find(key, request, out _) is null && _disk.Has(key);

    /// <inheritdoc cref="MayLoad(string, Head)"/>
    public bool MayLoad(string key, long slice) => _disk is not null && FindSlice(key, slice) is null && _disk.Has(key);

    /// <summary>Brings what a request selects, or a slice, from the disk into memory. Blocks.</summary>
    public void Load(string key, Head request, long? slice)
    {
        if (
            _disk is null
            || (slice is { } index ? FindSlice(key, index) : Find(key, request, out _)) is not null
            || !_disk.TryLoad(key, request, slice, out var slot, out var record)
        )
            return;
        try
        {
            Load(slot, record);
        }
        finally
        {
            _disk.Release(slot);
        }
    }

    /// <summary>Replaces the head of an entry after a validation, on the disk too. Blocks.</summary>
    public void Freshen(CacheEntry entry, StoredResponse response)
    {
        entry.Response = response;
        Hot.Forget(entry);
        DiskSlot? slot;
        lock (_lock)
            slot = entry.Slot;
        if (slot is not null)
            _disk!.Freshen(slot, new DiskHead(entry.Key, entry.Selection, response));
    }

    /// <summary>Forgets an entry; who reads it reads on. Nothing happens when it is forgotten already.</summary>
    public void Remove(CacheEntry entry)
    {
        DiskSlot? slot;
        lock (_lock)
        {
            slot = entry.Slot;
            Drop(entry);
        }

        if (slot is not null)
            _disk!.Remove(slot);
    }

    /// <summary>Forgets all variants of a URI and says how many they were.</summary>
    public int Remove(string key)
    {
        var removed = RemoveFromMemory(() => _index.TryGetValue(key, out var variants) ? variants.Entries : []);
        return removed + (_disk?.Remove(key) ?? 0);
    }

    /// <summary>Forgets everything whose URI begins so, and says how many entries that were. Reads what is on the disk.</summary>
    public int RemovePrefix(string prefix)
    {
        bool IsMeant(string key) => key.StartsWith(prefix, StringComparison.Ordinal);
        var removed = RemoveFromMemory(() =>
            _index.Where(pair => IsMeant(pair.Key)).SelectMany(pair => pair.Value.Entries)
        );
        return removed + (_disk?.RemoveWhere(head => IsMeant(head.Key)) ?? 0);
    }

    /// <summary>
    /// Forgets everything that the origin has tagged so (Cache-Tag), and says how many entries that were. Reads what is on the
    /// disk.
    /// </summary>
    public int RemoveTag(string tag)
    {
        var token = Encoding.ASCII.GetBytes(tag);
        bool IsMeant(StoredResponse response) => response.Head.HasToken("Cache-Tag"u8, token);
        var removed = RemoveFromMemory(() =>
            _index.Values.SelectMany(variants => variants.Entries).Where(entry => IsMeant(entry.Response))
        );
        return removed + (_disk?.RemoveWhere(head => IsMeant(head.Response)) ?? 0);
    }

    /// <summary>Some of the entries, in no order.</summary>
    public IReadOnlyList<CacheEntry> Sample(int most)
    {
        lock (_lock)
            return [.. _index.Values.SelectMany(variants => variants.Entries).Take(most)];
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _index.Values.SelectMany(variants => variants.Entries).ToList())
                Drop(entry);
        }

        _disk?.Dispose();
        Budget.Dispose();
    }

    private void Load(DiskSlot slot, DiskRecord record)
    {
        var (head, length, bytes) = record;
        var charge =
            EntryOverhead
            + OwnedHead.SizeOf(head.Response.Head)
            + (2 * head.Key.Length)
            + head.Selection.Size
            + (bytes is null ? FileOverhead : 0);
        if (!Budget.TryTake(charge))
            return;
        GrowingBody body;
        if (bytes is null)
        {
            body = new GrowingBody(Budget, length, new BodyFile(_disk!, slot), charge);
        }
        else
        {
            body = new GrowingBody(Budget, length, isKept: true, length, charge);
            body.TryHold();
            var isLoaded = body.TryFill(bytes);
            if (isLoaded)
                body.Complete();
            else
                body.Fail();
            if (!isLoaded)
            {
                body.Release();
                return;
            }
        }

        var entry = new CacheEntry(head.Key, head.Selection, head.Response, body) { Slot = slot };
        var isKnown = false;
        lock (_lock)
        {
            // What came meanwhile is newer.
            isKnown = _index.TryGetValue(head.Key, out var variants) && variants.Has(head.Selection);
            if (!isKnown)
                Enter(entry, body.Charged, isNewest: false);
        }

        if (isKnown)
            body.Release();
        else if (!slot.IsStored)
            Remove(entry);
    }

    /// <summary>Under the lock. Gives the copy on disk of what it replaced, which is for the caller to remove.</summary>
    private List<DiskSlot> Enter(CacheEntry entry, long charge, bool isNewest)
    {
        var variants = _index.GetValueOrDefault(entry.Key) ?? new VariantSet();
        // The most recent that fits answers from now on.
        foreach (var other in variants.Wholes)
            Hot.Forget(other);
        var replaced = variants.FindReplaced(entry, _limits.MostVariants);
        var slots = new List<DiskSlot>();
        foreach (var other in replaced)
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

    private int RemoveFromMemory(Func<IEnumerable<CacheEntry>> select)
    {
        var slots = new List<DiskSlot>();
        var inMemoryAlone = 0;
        lock (_lock)
        {
            foreach (var entry in select().ToList())
            {
                if (entry.Slot is { } slot)
                    slots.Add(slot);
                else
                    inMemoryAlone++;
                Drop(entry);
            }
        }

        return inMemoryAlone + slots.Count(slot => _disk!.Remove(slot));
    }

    private bool TryEvict()
    {
        lock (_lock)
        {
            if (_order.TakeVictim() is not CacheEntry victim)
                return false;
            Drop(victim);
            return true;
        }
    }

    /// <summary>Under the lock. Its copy on disk stays.</summary>
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
