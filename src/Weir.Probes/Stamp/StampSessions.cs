using Weir.Transport.Udp;

namespace Weir.Probes.Stamp;

/// <summary>Who speaks with a reflector: RFC 8972 section 3 identifies a session by its addresses, ports and SSID.</summary>
internal readonly record struct StampSessionKey(UdpPeer Sender, ushort Ssid);

/// <summary>
/// The sequence numbers of a stateful reflector (RFC 8762 section 4.3), bounded in number and in time. Pure: <c>now</c> is an
/// argument. One thread.
/// </summary>
/// <remarks>
/// When all places are taken, newcomers get no state and are answered as by a stateless reflector: a flood of forged
/// senders cannot push out a session that runs.
/// </remarks>
internal sealed class StampSessions(int capacity, TimeSpan expiry)
{
    private sealed record Place(StampSessionKey Key)
    {
        public uint Next { get; set; }
        public TimeSpan Used { get; set; }
    }

    private readonly Dictionary<StampSessionKey, LinkedListNode<Place>> _places = [];

    /// <summary>Places in the order of their last use, the oldest first.</summary>
    private readonly LinkedList<Place> _byUse = new();

    public int Count => _places.Count;

    /// <summary>The next number of that session, from 0; null when it has no place.</summary>
    public uint? Next(in StampSessionKey key, TimeSpan now)
    {
        while (_byUse.First is { } oldest && now - oldest.Value.Used > expiry)
        {
            _places.Remove(oldest.Value.Key);
            _byUse.RemoveFirst();
        }

        if (!_places.TryGetValue(key, out var place))
        {
            if (_places.Count >= capacity)
                return null;
            place = new LinkedListNode<Place>(new Place(key));
            _places.Add(key, place);
        }
        else
        {
            _byUse.Remove(place);
        }

        _byUse.AddLast(place);
        place.Value.Used = now;
        return place.Value.Next++;
    }
}
