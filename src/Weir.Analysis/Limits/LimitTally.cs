namespace Weir.Analysis.Limits;

/// <summary>
/// Adds up a server's answers by client. Of connections it remembers the last ones only, of clients the first: what is
/// beyond is summed up as it comes, so that memory does not grow with the log.
/// </summary>
/// <remarks>
/// Connections are in two generations: one that was not heard of while <see cref="Remembered"/> others were is over. If it
/// speaks again after that, it counts as two.
/// </remarks>
internal sealed class LimitTally
{
    /// <summary>In each generation; as many as a port number has values.</summary>
    public const int Remembered = 65_536;

    /// <summary>Clients of their own; the answers to those that come later are summed up under <see cref="Others"/>.</summary>
    public const int MostClients = 10_000;

    /// <summary>The client's name of all those beyond <see cref="MostClients"/>.</summary>
    public const string Others = "(other clients)";

    private readonly Dictionary<string, ClientTotals> _clients = new(StringComparer.Ordinal);
    private Dictionary<(string Client, string Connection), ConnectionTotals> _young = [];
    private Dictionary<(string Client, string Connection), ConnectionTotals> _old = [];

    /// <summary>Connections that are remembered now.</summary>
    public int Held => _young.Count + _old.Count;

    public void Add(AnswerFacts answer)
    {
        var client = _clients.Count < MostClients || _clients.ContainsKey(answer.Client) ? answer.Client : Others;
        TotalsOf(client).Bytes += answer.Bytes;
        var key = (client, answer.Connection);
        if (!_young.TryGetValue(key, out var connection))
        {
            if (!_old.Remove(key, out connection))
                connection = new ConnectionTotals(client);
            if (_young.Count >= Remembered)
                Age();
            _young.Add(key, connection);
        }

        if (connection.IsEnded(answer))
        {
            TotalsOf(client).Add(connection);
            _young[key] = connection = new ConnectionTotals(client);
        }

        connection.Add(answer);
    }

    /// <summary>All of it; afterwards nothing may be added.</summary>
    public IReadOnlyDictionary<string, ClientTotals> Clients()
    {
        Age();
        Age();
        return _clients;
    }

    private void Age()
    {
        foreach (var connection in _old.Values)
            TotalsOf(connection.Client).Add(connection);
        (_old, _young) = (_young, []);
    }

    private ClientTotals TotalsOf(string client)
    {
        if (!_clients.TryGetValue(client, out var totals))
            _clients.Add(client, totals = new ClientTotals());
        return totals;
    }
}
