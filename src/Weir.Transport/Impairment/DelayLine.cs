namespace Weir.Transport.Impairment;

/// <summary>What waits for its departure: the earliest first, and of one moment what came first. Pure. One thread.</summary>
public sealed class DelayLine<T>
{
    private readonly PriorityQueue<T, (TimeSpan At, long Number)> _waiting = new();
    private long _next;

    public int Count => _waiting.Count;

    /// <summary>When the next departs; null when nothing waits.</summary>
    public TimeSpan? Earliest => _waiting.TryPeek(out _, out var place) ? place.At : null;

    public void Add(TimeSpan departure, T item) => _waiting.Enqueue(item, (departure, _next++));

    /// <summary>Takes out what departs next, if it is due.</summary>
    public bool TryTakeDue(TimeSpan now, out T item)
    {
        if (Earliest <= now)
        {
            item = _waiting.Dequeue();
            return true;
        }

        item = default!;
        return false;
    }
}
