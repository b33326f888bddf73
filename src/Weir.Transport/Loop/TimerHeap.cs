namespace Weir.Transport.Loop;

/// <summary>
/// The timers of one loop, earliest first: a binary heap whose entries know their place. Pure: <c>now</c> is an argument.
/// </summary>
/// <remarks>
/// Moving a timer later costs nothing: the entry stays where it is and is put right when it comes up. A connection
/// that prolongs its idle time with every request therefore never touches the heap. One thread at a time.
/// </remarks>
internal sealed class TimerHeap
{
    private const int NotQueued = -1;
    private Entry[] _entries = new Entry[16];
    private int _count;

    private struct Entry
    {
        public TimeSpan Key;
        public LoopTimer Timer;
    }

    public int Count => _count;

    /// <summary>No timer is due before this; null without timers.</summary>
    public TimeSpan? Earliest => _count == 0 ? null : _entries[0].Key;

    public void Set(LoopTimer timer, TimeSpan due)
    {
        timer.Due = due;
        if (timer.HeapIndex == NotQueued)
        {
            if (_count == _entries.Length)
                Array.Resize(ref _entries, _count * 2);
            Place(_count++, new Entry { Key = due, Timer = timer });
            Rise(timer.HeapIndex);
        }
        else if (due < _entries[timer.HeapIndex].Key)
        {
            _entries[timer.HeapIndex].Key = due;
            Rise(timer.HeapIndex);
        }
    }

    /// <summary>Takes the timer out, so that nothing holds on to what it belongs to.</summary>
    public void Remove(LoopTimer timer)
    {
        timer.Due = TimeSpan.MaxValue;
        var index = timer.HeapIndex;
        if (index == NotQueued)
            return;

        timer.HeapIndex = NotQueued;
        var last = _entries[--_count];
        _entries[_count] = default;
        if (index == _count)
            return;
        Place(index, last);
        Rise(index);
        Sink(last.Timer.HeapIndex);
    }

    /// <summary>Takes out and returns one timer that is due, or null when none is.</summary>
    public LoopTimer? TakeDue(TimeSpan now)
    {
        while (_count > 0 && _entries[0].Key <= now)
        {
            var timer = _entries[0].Timer;
            var due = timer.Due;
            if (due <= now)
            {
                Remove(timer);
                return timer;
            }

            if (due == TimeSpan.MaxValue)
            {
                Remove(timer);
                continue;
            }

            _entries[0].Key = due;
            Sink(0);
        }

        return null;
    }

    private void Rise(int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (_entries[parent].Key <= _entries[index].Key)
                return;
            Swap(index, parent);
            index = parent;
        }
    }

    private void Sink(int index)
    {
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _count)
                return;
            if (child + 1 < _count && _entries[child + 1].Key < _entries[child].Key)
                child++;
            if (_entries[index].Key <= _entries[child].Key)
                return;
            Swap(index, child);
            index = child;
        }
    }

    private void Swap(int a, int b)
    {
        var entry = _entries[a];
        Place(a, _entries[b]);
        Place(b, entry);
    }

    private void Place(int index, Entry entry)
    {
        _entries[index] = entry;
        entry.Timer.HeapIndex = index;
    }
}
