namespace Weir.Load.Barrier;

/// <summary>
/// Holds the clients of a run until all are connected and ready, then lets them go at once. A client that cannot be ready
/// says so, and the others do not wait for it.
/// </summary>
/// <param name="clients">How many are awaited.</param>
internal sealed class StartingLine(int clients) : IDisposable
{
    private readonly CountdownEvent _awaited = new(clients);
    private readonly ManualResetEventSlim _go = new();

    /// <summary>Waits at the line; called by a client's own thread, once.</summary>
    public void Ready()
    {
        _awaited.Signal();
        _go.Wait();
    }

    /// <summary>Takes no part; called by a client's own thread, once and instead of <see cref="Ready"/>.</summary>
    public void Withdraw() => _awaited.Signal();

    /// <summary>Waits until every client has said what it will do, then lets those at the line go.</summary>
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

        _go.Set();
    }

    /// <summary>Only when no client's thread can come here any more.</summary>
    public void Dispose()
    {
        _awaited.Dispose();
        _go.Dispose();
    }
}
