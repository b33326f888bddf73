namespace Weir.Probes.Reflector;

/// <summary>
/// How fast a counter grows, from what its readers see: counting itself costs nothing more. Pure: <c>now</c> is an argument.
/// One thread at a time.
/// </summary>
internal sealed class CounterRate
{
    /// <summary>The rate is over this stretch, once there is one.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan At, long Count)> _seen = new([(TimeSpan.Zero, 0L)]);

    /// <summary>Per second, since the newest look that is at least a second old, or since the start.</summary>
    public double Read(long count, TimeSpan now)
    {
        while (_seen.Count > 1 && now - _seen.ElementAt(1).At >= Window)
            _seen.Dequeue();
        var (since, from) = _seen.Peek();
        if (now - _seen.Last().At >= Window / 10)
            _seen.Enqueue((now, count));
        return now > since ? (count - from) / (now - since).TotalSeconds : 0;
    }
}
