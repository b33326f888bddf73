using System.Collections.Frozen;
using System.Text;
using Weir.Http.Fields;
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

    private readonly EntryIndex _index;

    public MemoryStore(StoreLimits limits)
    {
        _limits = StoreLimits.Validate(limits);
        _index = new EntryIndex(limits.Memory.Bytes, limits.MostVariants);
        Budget = new MemoryBudget(limits.Memory.Bytes) { Evict = _index.TryEvict };
    }

    /// <summary>Keeps in a folder what is to outlive the process, and takes the folder over. Before the first request.</summary>
    /// <param name="warn">Told in a sentence what is wrong with the disk.</param>
    public void Use(DiskFolder folder, Action<string> warn)
    {
        _disk = new DiskStore(folder, _limits.DiskSize.Bytes, _limits.MostVariants, Budget, warn);
        _disk.Start();
    }

    /// <summary>What was answered a moment ago.</summary>
    public HotTable Hot => _index.Hot;

    /// <summary>What is on disk; null without one.</summary>
    public DiskStore? Disk => _disk;

    public MemoryBudget Budget { get; }

    /// <summary>The longest body that is kept.</summary>
    public long LargestBody => _disk is null ? _limits.LargestBody : Math.Max(_limits.LargestBody, _disk.LargestBody);

    public int Count => _index.Count;

    /// <summary>The stored response that a request selects; null for none.</summary>
    /// <param name="miss">Why a request goes on to the origin that selects none.</param>
    public CacheEntry? Find(string key, Head request, out ForwardReason miss) => _index.Find(key, request, out miss);

    /// <summary>A slice of a URI; null for none.</summary>
    public CacheEntry? FindSlice(string key, long slice) => _index.FindSlice(key, slice);

    /// <summary>Some of the entries, in no order.</summary>
    public IReadOnlyList<CacheEntry> Sample(int most) => _index.Sample(most);

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
        foreach (var slot in _index.Add(entry, charge))
            _disk!.Remove(slot);
        return entry;
    }

    /// <summary>Counts the body of an entry that has come to its end.</summary>
    public void Settle(CacheEntry entry) => _index.Recount(entry, entry.Body.Charged);

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

        if (!_index.TrySetSlot(entry, slot))
            _disk.Remove(slot);
    }

    /// <summary>Whether a request that nothing in memory answers may find something on the disk. Does not block.</summary>
    public bool MayLoad(string key, Head request) =>
        _disk is not null && Find(key, request, out _) is null && _disk.Has(key);

    /// <inheritdoc cref="MayLoad(string, Head)"/>
    public bool MayLoad(string key, long slice) => _disk is not null && FindSlice(key, slice) is null && _disk.Has(key);

    /// <summary>The slices of a URI that there are files of on the disk. Does not block.</summary>
    public IReadOnlySet<long> SlicesOnDisk(string key) => _disk?.SlicesOf(key) ?? FrozenSet<long>.Empty;

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
        if (_index.SlotOf(entry) is { } slot)
            _disk!.Freshen(slot, new DiskHead(entry.Key, entry.Selection, response));
    }

    /// <summary>Forgets an entry; who reads it reads on. Nothing happens when it is forgotten already.</summary>
    public void Remove(CacheEntry entry)
    {
        if (_index.Remove(entry) is { } slot)
            _disk!.Remove(slot);
    }

    /// <summary>Forgets all variants of a URI and says how many they were.</summary>
    public int Remove(string key)
    {
        var slots = new List<DiskSlot>();
        var removed = _index.Remove(key, isMeant: null, slots);
        return removed + RemoveFromDisk(slots) + (_disk?.Remove(key) ?? 0);
    }

    /// <summary>Forgets all slices of a URI: they are of an older version.</summary>
    public void RemoveSlices(string key)
    {
        var slots = new List<DiskSlot>();
        _index.Remove(key, entry => entry.Selection.Slice is not null, slots);
        RemoveFromDisk(slots);
        _disk?.RemoveSlices(key);
    }

    /// <summary>Forgets everything whose URI begins so, and says how many entries that were. Reads what is on the disk.</summary>
    public int RemovePrefix(string prefix)
    {
        bool IsMeant(string key) => key.StartsWith(prefix, StringComparison.Ordinal);
        return RemoveWhere(entry => IsMeant(entry.Key), head => IsMeant(head.Key));
    }

    /// <summary>
    /// Forgets everything that the origin has tagged so (Cache-Tag), and says how many entries that were. Reads what is on the
    /// disk.
    /// </summary>
    public int RemoveTag(string tag)
    {
        var token = Encoding.ASCII.GetBytes(tag);
        bool IsMeant(StoredResponse response) => response.Head.HasToken("Cache-Tag"u8, token);
        return RemoveWhere(entry => IsMeant(entry.Response), head => IsMeant(head.Response));
    }

    public void Dispose()
    {
        _index.Remove(_ => true, []);
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
        // What came meanwhile is newer.
        if (!_index.TryAddOlder(entry, body.Charged))
            body.Release();
        else if (!slot.IsStored)
            Remove(entry);
    }

    private int RemoveWhere(Func<CacheEntry, bool> isMeant, Func<DiskHead, bool> isMeantOnDisk)
    {
        var slots = new List<DiskSlot>();
        var removed = _index.Remove(isMeant, slots);
        return removed + RemoveFromDisk(slots) + (_disk?.RemoveWhere(isMeantOnDisk) ?? 0);
    }

    private int RemoveFromDisk(List<DiskSlot> slots) => slots.Count(slot => _disk!.Remove(slot));
}
