namespace Weir.Cli.Terminal;

/// <summary>
/// Who is told that the work is to end: the process as a whole, or of Ctrl+C alone the command in front, where one
/// <see cref="Enter"/>ed. Safe for several threads.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly Lock _lock = new(); // guards _front
    private readonly CancellationTokenSource _source = new();
    private Scope? _front;

    /// <summary>Cancelled when the process is to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>From here until it is left, an interruption ends what runs in the scope and not the process.</summary>
    public Scope Enter()
    {
        lock (_lock)
            return _front = new Scope(this, _front);
    }

    /// <summary>Ends what is in front; false when it was told so before and has still not ended.</summary>
    public bool TryInterrupt()
    {
        Scope? front;
        lock (_lock)
            front = _front;
        return front is null ? TryStop() : front.TryCancel();
    }

    /// <summary>Ends all; false when that was told before.</summary>
    public bool TryStop() => TryCancel(_source);

    public void Dispose() => _source.Dispose();

    private static bool TryCancel(CancellationTokenSource source)
    {
        if (source.IsCancellationRequested)
            return false;
        // Not here: what follows a cancellation may take long, and signals come one after the other.
        _ = source.CancelAsync();
        return true;
    }

    /// <summary>A command in front of others.</summary>
    internal sealed class Scope : IDisposable
    {
        // Not disposed of: a signal may be about to cancel it, and it holds nothing but memory.
        private readonly CancellationTokenSource _own = new();
        private readonly CancellationTokenRegistration _following;
        private readonly Interruption _whole;
        private readonly Scope? _behind;

        public Scope(Interruption whole, Scope? behind)
        {
            (_whole, _behind) = (whole, behind);
            _following = whole.Token.Register(() => TryCancel());
        }

        /// <summary>Cancelled when this command, or the process, is to end.</summary>
        public CancellationToken Token => _own.Token;

        public bool TryCancel() => Interruption.TryCancel(_own);

        public void Dispose()
        {
            _following.Dispose();
            lock (_whole._lock)
                _whole._front = _behind;
        }
    }
}
