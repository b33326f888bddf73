namespace Weir.Proxy.Caching.Fills;

/// <summary>
/// URIs whose answers were of no use for others a moment ago. Requests for them neither wait for each other nor fetch more
/// than they were asked for. Pure but for its lock; bounded.
/// </summary>
internal sealed class PassMarks
{
    /// <summary>How long such an answer is taken for the rule (Varnish: default_ttl of a hit-for-miss object).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(120);

    private const int Most = 4096;

    /// <summary>Guards both.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<int, DateTimeOffset> _marks = [];
    private readonly Queue<int> _order = new();

    public void Add(string key, DateTimeOffset now)
    {
        var hash = key.GetHashCode(StringComparison.Ordinal);
        lock (_lock)
        {
            if (_marks.TryAdd(hash, now))
                _order.Enqueue(hash);
            else
                _marks[hash] = now;
            if (_order.Count > Most)
                _marks.Remove(_order.Dequeue());
        }
    }

    public bool Has(string key, DateTimeOffset now)
    {
        lock (_lock)
            return _marks.TryGetValue(key.GetHashCode(StringComparison.Ordinal), out var since)
                && now - since < Lifetime;
    }
}
