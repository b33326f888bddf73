namespace Weir.Proxy.Caching.Storage;

/// <summary>What an <see cref="EvictionOrder"/> keeps in its queues. The links are guarded by the owner's lock.</summary>
/// <param name="hash">Of the key, for the memory of what was evicted too early.</param>
internal abstract class Evictable(int hash)
{
    /// <summary>More than one is as good as any: S3-FIFO counts with two bits.</summary>
    private const int MostUses = 3;

    private int _uses;

    public int Hash => hash;

    /// <summary>Whether to evict it would free nothing now.</summary>
    public abstract bool IsInUse { get; }

    public EntryQueue? Queue { get; set; }

    public Evictable? Newer { get; set; }

    public Evictable? Older { get; set; }

    /// <summary>What the order counts it as.</summary>
    public long CountedBytes { get; set; }

    /// <summary>Whether it was used since the queue last asked.</summary>
    public bool WasUsed => _uses > 0;

    /// <summary>Without a lock: a lost count is as good as a late one.</summary>
    public void CountUse()
    {
        if (_uses < MostUses)
            _uses++;
    }

    /// <summary>As <see cref="WasUsed"/>, and takes one away.</summary>
    public bool SpendUse() => _uses > 0 && _uses-- > 0;

    public void ForgetUses() => _uses = 0;
}
