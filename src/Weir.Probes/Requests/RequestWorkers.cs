using System.Collections.Concurrent;

namespace Weir.Probes.Requests;

/// <summary>The threads that make requests; one more is started when all are busy, up to a limit.</summary>
/// <remarks>With all of them busy, requests wait and leave late, which the record says.</remarks>
internal sealed class RequestWorkers(Exchanger exchanger, Func<bool> isCancelled) : IDisposable
{
    private const int MostThreads = 128;

    private readonly BlockingCollection<(RequestSession Session, TimeSpan Due)> _queue = [];
    private readonly List<Thread> _threads = [];
    private int _idle;

    /// <summary>One thread calls this.</summary>
    public void Add(RequestSession session, TimeSpan due)
    {
        _queue.Add((session, due));
        if (Volatile.Read(ref _idle) >= _queue.Count || _threads.Count == MostThreads)
            return;
        var thread = new Thread(Work) { Name = "probe requests", IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>Waits for all that was added, unless it is cancelled.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _queue.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            Interlocked.Increment(ref _idle);
            var isThere = _queue.TryTake(out var request, Timeout.Infinite);
            Interlocked.Decrement(ref _idle);
            if (!isThere)
                return;
            if (!isCancelled())
                request.Session.Make(request.Due, exchanger, isCancelled);
        }
    }
}
