using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage.Disk;

namespace Weir.Proxy.Caching.Storage;

/// <summary>A response in the store, whose body may still be on its way.</summary>
/// <param name="key">The URI that was asked for, as it was sent upstream.</param>
/// <param name="selection">The request's fields that it was chosen by.</param>
internal sealed class CacheEntry(string key, Selection selection, StoredResponse response, GrowingBody body)
    : Evictable(HashCode.Combine(key, selection.Slice?.Index))
{
    private StoredResponse _response = response;
    private long _hits;

    public string Key => key;

    public Selection Selection => selection;

    public GrowingBody Body => body;

    public override bool IsInUse => body.IsInUse;

    /// <summary>Replaced as a whole by a validation.</summary>
    public StoredResponse Response
    {
        get => Volatile.Read(ref _response);
        set => Volatile.Write(ref _response, value);
    }

    /// <summary>How often it has answered a request.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Whether the store still has it. Guarded by the store's lock.</summary>
    public bool IsStored { get; set; }

    /// <summary>Where the <see cref="HotTable"/> may have an answer of it; negative for nowhere.</summary>
    public int HotSlot { get; set; } = -1;

    /// <summary>Its copy on the disk; null without one. Guarded by the store's lock.</summary>
    public DiskSlot? Slot { get; set; }

    public void CountHit()
    {
        Interlocked.Increment(ref _hits);
        CountUse();
        Slot?.CountUse();
    }
}
