namespace Weir.Transport.Loop;

/// <summary>One reusable timer of a loop. Its methods may be called on the loop's thread only.</summary>
public sealed class LoopTimer
{
    private readonly TimerHeap _heap;

    internal LoopTimer(TimerHeap heap, Action callback)
    {
        _heap = heap;
        Callback = callback;
    }

    /// <summary>When it fires, in the loop's time; <see cref="TimeSpan.MaxValue"/> when it is not set.</summary>
    public TimeSpan Due { get; internal set; } = TimeSpan.MaxValue;

    internal int HeapIndex { get; set; } = -1;

    internal Action Callback { get; }

    /// <summary>Fires once at <paramref name="due"/> (of <see cref="EventLoop.Now"/>); replaces an earlier setting.</summary>
    public void Set(TimeSpan due) => _heap.Set(this, due);

    /// <summary>Does not fire. Cheap: the entry goes when its old time comes; <see cref="Remove"/> takes it out at once.</summary>
    public void Cancel() => Due = TimeSpan.MaxValue;

    /// <summary>Does not fire and is forgotten by the loop, together with what it holds.</summary>
    public void Remove() => _heap.Remove(this);
}
