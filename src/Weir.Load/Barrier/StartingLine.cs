namespace Weir.Load.Barrier;

/// <summary>
/// Holds the clients of a run until all are connected and ready, then starts them one right after the other on a single
/// thread: waking a thread for each would let the first ones take the processor from those that still sleep. A client that
/// cannot be ready says so, and the others do not wait for it.
/// </summary>
/// <param name="clients">How many are awaited.</param>
internal sealed class StartingLine(int clients) : IDisposable
{
    /// <summary>Guards <see cref="_starts"/>.</summary>
    private readonly Lock _lock = new();
    private readonly List<Action> _starts = new(clients);
    private readonly CountdownEvent _awaited = new(clients);
    private readonly ManualResetEventSlim _go = new();

    /// <summary>Waits at the line; called by a client's own thread, once.</summary>
    /// <param name="start">Sends what begins the client's work, without waiting for an answer; called on another thread.</param>
    public void Ready(Action start)
    {
        lock (_lock)
            _starts.Add(start);
        _awaited.Signal();
        _go.Wait();
    }

    /// <summary>Takes no part; called by a client's own thread, once and instead of <see cref="Ready"/>.</summary>
    public void Withdraw() => _awaited.Signal();

    /// <summary>Waits until every client has said what it will do, then starts those at the line.</summary>
    public void Start(CancellationToken cancellation)
    {
        try
        {
            _awaited.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            // They go to find their connections interrupted.
        }

        Action[] starts;
        lock (_lock)
            starts = [.. _starts];
        foreach (var start in starts)
            start();
        _go.Set();
    }

    /// <summary>Only when no client's thread can come here any more.</summary>
    public void Dispose()
    {
        _awaited.Dispose();
        _go.Dispose();
    }
}
