namespace Weir.Transport.Loop;

/// <summary>What other threads want done on a loop, in order. Two lists change places, so that a post allocates nothing.</summary>
internal sealed class PostQueue
{
    /// <summary>Guards <see cref="_incoming"/> and <see cref="_isClosed"/>.</summary>
    private readonly Lock _lock = new();
    private List<(Action<object?> Action, object? State)> _incoming = [];
    private List<(Action<object?> Action, object? State)> _running = [];
    private bool _isClosed;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _incoming.Count == 0;
        }
    }

    public bool TryAdd(Action<object?> action, object? state)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _incoming.Add((action, state));
            return true;
        }
    }

    /// <summary>Runs what is there now; what is posted meanwhile waits for the next turn.</summary>
    public void RunAll()
    {
        lock (_lock)
        {
            if (_incoming.Count == 0)
                return;
            (_incoming, _running) = (_running, _incoming);
        }

        foreach (var (action, state) in _running)
            action(state);
        _running.Clear();
    }

    /// <summary>Runs the rest and takes nothing more.</summary>
    public void Close()
    {
        RunAll();
        lock (_lock)
            _isClosed = true;
        RunAll();
    }
}
