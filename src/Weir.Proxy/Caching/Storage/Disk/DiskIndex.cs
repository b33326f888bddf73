using System.Runtime.InteropServices;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>Which files there are, and which goes when there is no room. No file is touched here. Any thread.</summary>
/// <param name="memory">What the index itself takes is counted there.</param>
internal sealed class DiskIndex(long limit, int mostVariants, MemoryBudget memory)
{
    /// <summary>File systems give space by blocks of so many bytes.</summary>
    private const long Block = 4096;

    /// <summary>What a file costs beside its blocks: its name in the folder.</summary>
    private const long NameCost = 128;

    /// <summary>Guards all below, and what slots say it guards.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, DiskSlot> _newest = [];
    private readonly EvictionOrder _order = new(limit);

    public int Count
    {
        get
        {
            lock (_lock)
                return _order.Count;
        }
    }

    /// <summary>The space that a file of so many bytes takes.</summary>
    public static long SpaceOf(long length) => ((length + Block - 1) / Block * Block) + NameCost;

    public bool Has(ulong key)
    {
        lock (_lock)
            return _newest.ContainsKey(key);
    }

    /// <summary>All at once: the files of a key are a list.</summary>
    public IReadOnlySet<long> SlicesOf(ulong key)
    {
        lock (_lock)
        {
            var slices = new HashSet<long>();
            for (var slot = _newest.GetValueOrDefault(key); slot is not null; slot = slot.Next)
            {
                if (slot.Name.Slice is { } slice)
                    slices.Add(slice);
            }

            return slices;
        }
    }

    /// <summary>The files of a key, the newest first.</summary>
    public IReadOnlyList<DiskSlot> Find(ulong key)
    {
        lock (_lock)
        {
            var found = new List<DiskSlot>();
            for (var slot = _newest.GetValueOrDefault(key); slot is not null; slot = slot.Next)
                found.Add(slot);
            return found;
        }
    }

    public IReadOnlyList<DiskSlot> All()
    {
        lock (_lock)
        {
            var all = new List<DiskSlot>(_order.Count);
            foreach (var newest in _newest.Values)
            {
                for (var slot = newest; slot is not null; slot = slot.Next)
                    all.Add(slot);
            }

            return all;
        }
    }

    /// <summary>
    /// Enters a file and gives those whose place it takes, which are the caller's to delete. When there is no memory to
    /// know it by, that is the file itself.
    /// </summary>
    /// <param name="isKnown">Whether it has been there for long: an older file never takes the place of a newer one.</param>
    public IReadOnlyList<DiskSlot> Add(DiskSlot slot, bool isKnown)
    {
        if (!memory.TryTake(DiskSlot.Overhead))
            return [slot];
        var doomed = new List<DiskSlot>();
        lock (_lock)
        {
            ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, slot.Name.Key, out _);
            DiskSlot? before = null;
            var count = 0;
            for (var other = newest; other is not null; other = other.Next)
            {
                if (other.Name.Number > slot.Name.Number)
                    before = other;
                count += other.Name.IsSlice ? 0 : 1;
                if (other.Name.Selection != slot.Name.Selection)
                    continue;
                if (other.Name.Number > slot.Name.Number)
                {
                    memory.Return(DiskSlot.Overhead);
                    return [slot];
                }

                doomed.Add(other);
            }

            if (before is null)
                (slot.Next, newest) = (newest, slot);
            else
                (slot.Next, before.Next) = (before.Next, slot);
            slot.IsStored = true;
            if (isKnown)
                _order.AddKnown(slot, slot.Bytes);
            else
                _order.Add(slot, slot.Bytes);
            if (doomed.Count == 0 && !slot.Name.IsSlice && count >= mostVariants)
                doomed.Add(Oldest(slot.Name.Key));
            foreach (var other in doomed)
                Drop(other);
        }

        return doomed;
    }

    /// <summary>Forgets a file; false when it is forgotten already. To delete it is the caller's.</summary>
    public bool Remove(DiskSlot slot)
    {
        lock (_lock)
        {
            var wasStored = slot.IsStored;
            Drop(slot);
            return wasStored;
        }
    }

    /// <summary>Counts a file anew.</summary>
    public void Recount(DiskSlot slot, long bytes)
    {
        lock (_lock)
        {
            slot.Bytes = bytes;
            EvictionOrder.Recount(slot, bytes);
        }
    }

    /// <summary>The file that is to go for others; null when all are in use.</summary>
    public DiskSlot? TakeVictim()
    {
        lock (_lock)
        {
            var victim = (DiskSlot?)_order.TakeVictim();
            if (victim is not null)
                Drop(victim);
            return victim;
        }
    }

    private DiskSlot Oldest(ulong key)
    {
        var oldest = _newest[key];
        for (var slot = oldest; slot is not null; slot = slot.Next)
            oldest = slot.Name.IsSlice ? oldest : slot;
        return oldest;
    }

    private void Drop(DiskSlot slot)
    {
        if (!slot.IsStored)
            return;
        slot.IsStored = false;
        EvictionOrder.Remove(slot);
        ref var newest = ref CollectionsMarshal.GetValueRefOrNullRef(_newest, slot.Name.Key);
        if (newest != slot)
        {
            var before = newest!;
            while (before.Next != slot)
                before = before.Next!;
            before.Next = slot.Next;
        }
        else if (slot.Next is { } next)
        {
            newest = next;
        }
        else
        {
            _newest.Remove(slot.Name.Key);
        }

        memory.Return(DiskSlot.Overhead);
    }
}
