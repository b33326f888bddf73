namespace Weir.Proxy.Caching.Storage;

// S3-FIFO (Yang et al., SOSP 2023):
//
//   new ──> [ small, a tenth ] ── used meanwhile ──> [ main ] ── used since ──┐
//                  │ not used                          ^  │ not used          │
//                  v                                   │  v                   │
//              ( ghost: keys ) ── asked for again ─────┘  gone     (again) <──┘
//
// What is asked for once passes through the small queue and does not push out what is asked for often.

/// <summary>Which entry goes when there is no room. Guarded by the owner's lock.</summary>
internal sealed class EvictionOrder(long limit)
{
    private const int SmallPart = 10;
    private readonly EntryQueue _small = new();
    private readonly EntryQueue _main = new();
    private readonly GhostList _ghosts = new();

    public int Count => _small.Count + _main.Count;

    public void Add(Evictable entry, long bytes)
    {
        entry.CountedBytes = bytes;
        (_ghosts.Contains(entry.Hash) ? _main : _small).Add(entry);
    }

    /// <summary>Takes in what has been there for long: it need not pass the small queue.</summary>
    public void AddKnown(Evictable entry, long bytes)
    {
        entry.CountedBytes = bytes;
        _main.Add(entry);
    }

    public static void Remove(Evictable entry) => entry.Queue?.Remove(entry);

    public static void Recount(Evictable entry, long bytes) => entry.Queue?.Recount(entry, bytes);

    /// <summary>
    /// The entry to evict, already out of its queue; null when every one of them is being sent or made: to evict those
    /// would free nothing now.
    /// </summary>
    public Evictable? TakeVictim()
    {
        // Each entry may be passed over for its uses and once more for being in use.
        for (var steps = (Count * 5) + 1; steps > 0; steps--)
        {
            var isSmall = _main.Count == 0 || (_small.Count > 0 && _small.Bytes >= limit / SmallPart);
            var from = isSmall ? _small : _main;
            if (from.Oldest is not { } entry)
                return null;
            from.Remove(entry);
            if (entry.IsInUse)
            {
                _main.Add(entry);
            }
            else if (isSmall && entry.WasUsed)
            {
                entry.ForgetUses();
                _main.Add(entry);
            }
            else if (!isSmall && entry.SpendUse())
            {
                _main.Add(entry);
            }
            else
            {
                if (isSmall)
                    _ghosts.Add(entry.Hash, Count);
                return entry;
            }
        }

        // All of main is in use, and small alone is below its part.
        for (var entry = _small.Oldest; entry is not null; entry = entry.Newer)
        {
            if (!entry.IsInUse)
            {
                _small.Remove(entry);
                return entry;
            }
        }

        return null;
    }
}
