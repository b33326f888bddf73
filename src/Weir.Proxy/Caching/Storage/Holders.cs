namespace Weir.Proxy.Caching.Storage;

/// <summary>Counts who holds something that is let go by the last of them; whoever makes it is the first. Any thread.</summary>
internal struct Holders()
{
    private int _count = 1;

    /// <summary>Whether there is more than one.</summary>
    public bool AreSeveral => Volatile.Read(ref _count) > 1;

    /// <summary>One more; false when the last has let go.</summary>
    public bool TryAdd()
    {
        for (var count = Volatile.Read(ref _count); count > 0; )
        {
            var seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
                return true;
            count = seen;
        }

        return false;
    }

    /// <summary>One less; true when that was the last.</summary>
    public bool Remove() => Interlocked.Decrement(ref _count) == 0;
}
