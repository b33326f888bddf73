namespace Weir.Http.Server;

/// <summary>The connections of one server on one loop. That loop only.</summary>
internal sealed class ConnectionSet
{
    private readonly List<HttpConnection> _connections = [];

    public void Add(HttpConnection connection)
    {
        connection.Place = _connections.Count;
        _connections.Add(connection);
    }

    public void Remove(HttpConnection connection)
    {
        var last = _connections[^1];
        _connections[connection.Place] = last;
        last.Place = connection.Place;
        _connections.RemoveAt(_connections.Count - 1);
    }

    public void Kick()
    {
        for (var i = _connections.Count - 1; i >= 0; i--)
        {
            if (i < _connections.Count)
                _connections[i].Kick();
        }
    }

    /// <summary>Ends those that wait for a request, and the others after their answer.</summary>
    public void Drain()
    {
        for (var i = _connections.Count - 1; i >= 0; i--)
        {
            if (i < _connections.Count)
                _connections[i].Drain();
        }
    }

    /// <summary>Resets all, so that no client takes a part for the whole.</summary>
    public void ResetAll()
    {
        while (_connections.Count > 0)
            _connections[^1].Stop();
    }
}
