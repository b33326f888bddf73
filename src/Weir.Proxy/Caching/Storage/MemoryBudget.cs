namespace Weir.Proxy.Caching.Storage;

/// <summary>
/// The bytes that a cache may hold, in memory or on disk, those in transit included. Nothing is allocated for bodies or
/// stored heads, and no file grows, that was not taken from here before. Any thread.
/// </summary>
public sealed class MemoryBudget(long limit) : IDisposable
{
    /// <summary>
    /// What bodies that pass through may have ahead of their readers is shared among them: each that comes gets this part of
    /// the limit by their number, and a small block at least. If n come one after the other and none is read, that makes
    /// 1 + ln n parts.
    /// </summary>
    private const int PassingPart = 8;

    private readonly ManualResetEventSlim _returned = new();
    private long _used;
    private int _passing;

    public long Limit => limit;

    public long Used => Interlocked.Read(ref _used);

    /// <summary>What each passing body may have ahead of its slowest reader, now that there are so many of them.</summary>
    internal long PassingShare => limit / PassingPart / Math.Max(1, Volatile.Read(ref _passing));

    /// <summary>Makes room by giving up something; false when there is nothing to give up. Called without a lock held.</summary>
    public Func<bool>? Evict { get; set; }

    /// <summary>Takes bytes, after evicting what must go; false when there is no room whatever goes.</summary>
    public bool TryTake(long bytes)
    {
        while (true)
        {
            var used = Used;
            if (bytes <= limit - used)
            {
                if (Interlocked.CompareExchange(ref _used, used + bytes, used) == used)
                    return true;
            }
            else if (bytes > limit || Evict?.Invoke() is not true)
            {
                return false;
            }
        }
    }

    /// <summary>Counts what is there already, whether it fits or not.</summary>
    public void TakeAnyway(long bytes) => Interlocked.Add(ref _used, bytes);

    public void Return(long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        _returned.Set();
    }

    /// <summary>One more body passes through, or with -1 one less.</summary>
    internal void CountPassing(int change) => Interlocked.Add(ref _passing, change);

    /// <summary>
    /// As <see cref="TryTake(long)"/>, but waits for others to return theirs. A signal may be lost among several who wait, so
    /// each looks again by itself.
    /// </summary>
    public bool TryTake(long bytes, TimeSpan patience)
    {
        _returned.Reset();
        if (TryTake(bytes))
            return true;
        _returned.Wait(patience);
        return TryTake(bytes);
    }

    public void Dispose() => _returned.Dispose();
}
