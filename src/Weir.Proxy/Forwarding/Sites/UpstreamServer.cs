namespace Weir.Proxy.Forwarding.Sites;

/// <summary>
/// One server of a site: its connections, and whether it answers. One that gave no answer is down for a second, and for
/// twice as long after each further failure, up to half a minute; then it is tried again. Any thread.
/// </summary>
internal sealed class UpstreamServer(UpstreamPool pool, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    /// <summary>Guards what follows.</summary>
    private readonly Lock _lock = new();
    private int _failures;
    private long _failedAt;
    private long _answers;
    private long _allFailures;
    private string? _reason;

    public UpstreamAddress Address => pool.Address;

    public UpstreamPool Pool => pool;

    /// <summary>Whether requests go to it while there are others.</summary>
    public bool IsUp
    {
        get
        {
            lock (_lock)
                return _failures == 0 || time.GetElapsedTime(_failedAt) >= Rest;
        }
    }

    public UpstreamStatus Status
    {
        get
        {
            lock (_lock)
                return new UpstreamStatus(Address, _failures == 0, _reason, pool.Busy, _answers, _allFailures);
        }
    }

    private TimeSpan Rest =>
        TimeSpan.FromTicks(Math.Min(LongestRest.Ticks, FirstRest.Ticks << Math.Min(_failures - 1, 10)));

    /// <summary>Any answer shows that it is there, also one that says what is wrong.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _failures = 0;
            _reason = null;
            _answers++;
        }
    }

    public void Failed(string reason)
    {
        lock (_lock)
        {
            _failures++;
            _allFailures++;
            _failedAt = time.GetTimestamp();
            _reason = reason;
        }
    }

    public void Dispose() => pool.Dispose();
}
