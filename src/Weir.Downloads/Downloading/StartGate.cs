namespace Weir.Downloads.Downloading;

/// <summary>
/// Holds the sources of a download, each connected, until its owner lets all of them go. Any threads.
/// </summary>
/// <param name="sources">How many are awaited.</param>
internal sealed class StartGate(int sources, TimeProvider time) : IDisposable
{
    /// <summary>Guards what is below.</summary>
    private readonly Lock _lock = new();
    private readonly HashSet<int> _arrived = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();
    private long? _passedAt;

    /// <summary>Completes when each source is connected, or has failed to be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>When the first source went on, by the clock's time stamp; null before.</summary>
    public long? PassedAt
    {
        get
        {
            lock (_lock)
                return _passedAt;
        }
    }

    /// <summary>A source is connected, or cannot be at the moment: nobody waits for it any more.</summary>
    public void Arrive(int source)
    {
        lock (_lock)
        {
            _arrived.Add(source);
            if (_arrived.Count >= sources)
                _ready.TrySetResult();
        }
    }

    /// <summary>Blocks a connected source until <see cref="Open"/>.</summary>
    public void Wait(int source)
    {
        Arrive(source);
        _open.Wait();
        lock (_lock)
            _passedAt ??= time.GetTimestamp();
    }

    public void Open() => _open.Set();

    /// <summary>Only when no source can come here any more.</summary>
    public void Dispose() => _open.Dispose();
}
