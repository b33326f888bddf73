using System.Diagnostics.CodeAnalysis;

namespace Weir.Proxy.Relay;

/// <summary>Sessions by their client, bounded in number, that end when nothing moves in them. Pure but for its lock. Any thread.</summary>
/// <param name="most">As many may there be.</param>
/// <param name="patience">How long nothing may move in a session.</param>
internal sealed class SessionTable<TClient, TSession>(int most, Func<TSession, TimeSpan> patience)
    where TClient : notnull
    where TSession : class
{
    /// <summary>Guards the table and the times in it.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<TClient, Place> _places = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _places.Count;
        }
    }

    public bool IsFull => Count >= most;

    /// <summary>The session of a client, which counts as used now.</summary>
    public bool TryUse(TClient client, TimeSpan now, [NotNullWhen(true)] out TSession? session)
    {
        lock (_lock)
        {
            var isThere = _places.TryGetValue(client, out var place);
            session = place?.Session;
            if (isThere)
                place!.UsedAt = now;
            return isThere;
        }
    }

    /// <summary>False when there are as many as there may be, or that client has one.</summary>
    public bool TryAdd(TClient client, TSession session, TimeSpan now)
    {
        lock (_lock)
            return _places.Count < most && _places.TryAdd(client, new Place(session) { UsedAt = now });
    }

    /// <summary>Takes out what has been idle for too long.</summary>
    public IReadOnlyList<TSession> TakeIdle(TimeSpan now) =>
        Take(place => now - place.UsedAt >= patience(place.Session));

    /// <summary>Takes out what has been idle for so long, if it is meant.</summary>
    public IReadOnlyList<TSession> TakeIdle(TimeSpan now, TimeSpan idle, Func<TSession, bool> isMeant) =>
        Take(place => now - place.UsedAt >= idle && isMeant(place.Session));

    /// <summary>Takes out all of them.</summary>
    public IReadOnlyList<TSession> TakeAll() => Take(_ => true);

    private List<TSession> Take(Func<Place, bool> isMeant)
    {
        var taken = new List<TSession>();
        lock (_lock)
        {
            foreach (var (client, place) in _places)
            {
                if (!isMeant(place))
                    continue;
                _places.Remove(client);
                taken.Add(place.Session);
            }
        }

        return taken;
    }

    private sealed class Place(TSession session)
    {
        public TSession Session => session;

        public TimeSpan UsedAt { get; set; }
    }
}
