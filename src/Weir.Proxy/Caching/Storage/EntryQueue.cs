namespace Weir.Proxy.Caching.Storage;

/// <summary>Entries in the order in which they came, linked through themselves. Guarded by the owner's lock.</summary>
internal sealed class EntryQueue
{
    private Evictable? _newest;

    public Evictable? Oldest { get; private set; }

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public void Add(Evictable entry)
    {
        entry.Queue = this;
        entry.Older = _newest;
        entry.Newer = null;
        if (_newest is null)
            Oldest = entry;
        else
            _newest.Newer = entry;
        _newest = entry;
        Count++;
        Bytes += entry.CountedBytes;
    }

    public void Remove(Evictable entry)
    {
        if (entry.Older is null)
            Oldest = entry.Newer;
        else
            entry.Older.Newer = entry.Newer;
        if (entry.Newer is null)
            _newest = entry.Older;
        else
            entry.Newer.Older = entry.Older;
        entry.Older = entry.Newer = null;
        entry.Queue = null;
        Count--;
        Bytes -= entry.CountedBytes;
    }

    /// <summary>Counts an entry anew that has grown.</summary>
    public void Recount(Evictable entry, long bytes)
    {
        Bytes += bytes - entry.CountedBytes;
        entry.CountedBytes = bytes;
    }
}
