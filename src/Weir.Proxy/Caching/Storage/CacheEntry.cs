using Weir.Proxy.Caching.Rules;

namespace Weir.Proxy.Caching.Storage;

/// <summary>A response in the store, whose body may still be on its way.</summary>
/// <param name="key">The URI that was asked for, as it was sent upstream.</param>
/// <param name="selection">The request's fields that it was chosen by.</param>
internal sealed class CacheEntry(string key, Selection selection, StoredResponse response, GrowingBody body)
{
    /// <summary>More than one is as good as any: S3-FIFO counts with two bits.</summary>
    private const int MostUses = 3;

    private StoredResponse _response = response;
    private int _uses;
    private long _hits;

    public string Key => key;

    public Selection Selection => selection;

    public GrowingBody Body => body;

    /// <summary>Replaced as a whole by a validation.</summary>
    public StoredResponse Response
    {
        get => Volatile.Read(ref _response);
        set => Volatile.Write(ref _response, value);
    }

    /// <summary>How often it has answered a request.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Whether the store still has it. Guarded by the store's lock, as are the links of its queue.</summary>
    public bool IsStored { get; set; }

    public EntryQueue? Queue { get; set; }

    public CacheEntry? Newer { get; set; }

    public CacheEntry? Older { get; set; }

    /// <summary>What the store counts it as; the body's own count may have grown since.</summary>
    public long CountedBytes { get; set; }

    /// <summary>Without a lock: a lost count is as good as a late one.</summary>
    public void CountHit()
    {
        Interlocked.Increment(ref _hits);
        if (_uses < MostUses)
            _uses++;
    }

    /// <summary>Whether it was used since the queue last asked.</summary>
    public bool SpendUse() => _uses > 0 && _uses-- > 0;

    public void ForgetUses() => _uses = 0;

    public bool WasUsed => _uses > 0;
}
