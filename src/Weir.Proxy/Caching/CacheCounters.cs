namespace Weir.Proxy.Caching;

/// <summary>How many requests got which verdict. Any thread.</summary>
public sealed class CacheCounters
{
    private readonly long[] _requests = new long[Enum.GetValues<CacheVerdict>().Length];
    private long _bytes;
    private long _others;

    /// <summary>Bytes of bodies that clients' kernels took.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long Requests => _requests.Sum() + Interlocked.Read(ref _others);

    public long this[CacheVerdict verdict] => Interlocked.Read(ref _requests[(int)verdict]);

    /// <param name="verdict">Null for what the server itself refused, before the cache saw it.</param>
    public void Count(CacheVerdict? verdict, long bytes)
    {
        if (verdict is { } known)
            Interlocked.Increment(ref _requests[(int)known]);
        else
            Interlocked.Increment(ref _others);
        Interlocked.Add(ref _bytes, bytes);
    }
}
