namespace Weir.Proxy.Caching.Fills;

/// <summary>Threads that may block, made as they are needed and bounded in number; what comes beyond waits its turn. Any thread.</summary>
internal sealed class FillThreads(int most, int mostWaiting) : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    /// <summary>Guards all below.</summary>
    private readonly Lock _lock = new();
    private readonly Queue<Action> _queue = new();

    /// <summary>What has begun already, and has gone on without a thread for a while.</summary>
    private readonly Queue<Action> _begun = new();
    private bool _wasBegun;
    private readonly SemaphoreSlim _work = new(0);
    private int _threads;
    private int _idle;
    private int _without;
    private bool _isStopped;

    /// <summary>
    /// Takes the place of a thread for work that a loop waits for; false when there is none. <see cref="DoneWithout"/> gives
    /// it back.
    /// </summary>
    public bool TryGoWithout()
    {
        lock (_lock)
        {
            if (_isStopped || _threads - _idle + _without >= most)
                return false;
            _without++;
            return true;
        }
    }

    public void DoneWithout()
    {
        lock (_lock)
            _without--;
    }

    /// <summary>Runs <paramref name="work"/>, at once or when its turn comes; false when too many wait already.</summary>
    public bool TryRun(Action work)
    {
        lock (_lock)
        {
            if (_isStopped || _queue.Count >= mostWaiting)
                return false;
            AddThread();
            _queue.Enqueue(work);
        }

        _work.Release();
        return true;
    }

    /// <summary>
    /// Runs the rest of what has begun: before what has not, but in turns with it, or many that go on all the time would keep
    /// everything else out. Never refused, also at the end, because what has begun holds what it must be able to let go of;
    /// there are no more of these than connections of clients.
    /// </summary>
    public void Continue(Action work)
    {
        lock (_lock)
        {
            AddThread();
            _begun.Enqueue(work);
        }

        _work.Release();
    }

    /// <summary>Nothing begins any more. What runs is ended by its connections' end.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            _work.Release(Math.Max(1, _threads));
        }
    }

    /// <summary>Where those that are idle are not enough for one more. Under the lock.</summary>
    private void AddThread()
    {
        if (_idle > _queue.Count + _begun.Count || _threads == most)
            return;
        new Thread(Run) { Name = $"fill {_threads + 1}", IsBackground = true }.Start();
        _threads++;
    }

    private void Run()
    {
        while (TakeWork() is { } work)
            work();
    }

    /// <summary>Null when there has been none for a while, or it is over.</summary>
    private Action? TakeWork()
    {
        while (true)
        {
            lock (_lock)
                _idle++;
            var isSignalled = _work.Wait(IdleTime);
            lock (_lock)
            {
                _idle--;
                _wasBegun = _begun.Count > 0 && !(_wasBegun && _queue.Count > 0);
                if ((_wasBegun ? _begun : _queue).TryDequeue(out var work))
                    return work;
                if (isSignalled && !_isStopped)
                    continue;
                _threads--;
                return null;
            }
        }
    }
}
