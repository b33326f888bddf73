namespace Weir.Collector.Limiting;

/// <summary>Keeps senders within their limits. Safe for many threads.</summary>
internal sealed class SenderLimiter(SenderLimits limits, TimeProvider time)
{
    /// <summary>Senders kept in memory, before those that have been quiet are let go.</summary>
    private const int Usual = 10_000;

    private readonly long _start = time.GetTimestamp();
    private readonly Lock _lock = new(); // guards _senders and what is in it
    private readonly Dictionary<string, (Allowance? Records, Allowance? Bytes)> _senders = new(StringComparer.Ordinal);

    private bool IsIdle => limits is { RecordsPerSecond: null, Volume: null };

    /// <summary>How long a sender has to wait before its next request; zero for not at all.</summary>
    public TimeSpan Wait(string sender)
    {
        if (IsIdle)
            return TimeSpan.Zero;
        var now = time.GetElapsedTime(_start);
        lock (_lock)
        {
            var (records, bytes) = Of(sender, now);
            var (one, other) = (records?.Wait(now) ?? TimeSpan.Zero, bytes?.Wait(now) ?? TimeSpan.Zero);
            return one > other ? one : other;
        }
    }

    /// <summary>A request has brought so much.</summary>
    public void Take(string sender, int records, long bytes)
    {
        if (IsIdle)
            return;
        var now = time.GetElapsedTime(_start);
        lock (_lock)
        {
            var left = Of(sender, now);
            left.Records?.Take(records, now);
            left.Bytes?.Take(bytes, now);
        }
    }

    private (Allowance? Records, Allowance? Bytes) Of(string sender, TimeSpan now)
    {
        if (_senders.TryGetValue(sender, out var found))
            return found;
        if (_senders.Count >= Usual)
        {
            foreach (var (name, quiet) in _senders.ToList())
            {
                if (quiet.Records?.IsWhole(now) != false && quiet.Bytes?.IsWhole(now) != false)
                    _senders.Remove(name);
            }
        }

        return _senders[sender] = (
            Make(limits.RecordsPerSecond),
            Make(limits.Volume is { } volume ? volume.BitsPerSecond / 8 : null)
        );
    }

    private Allowance? Make(double? perSecond) =>
        perSecond is { } rate ? new Allowance(rate, Math.Max(1, rate * limits.Burst.TotalSeconds)) : null;
}
