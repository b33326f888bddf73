namespace Weir.Proxy.Caching.Storage;

/// <summary>Keys of entries that went unused: whoever comes again soon was evicted too early. Holds hashes only.</summary>
internal sealed class GhostList
{
    private const int Least = 64;
    private readonly Queue<int> _order = new();
    private readonly HashSet<int> _hashes = [];

    public void Add(int hash, int most)
    {
        if (_hashes.Add(hash))
            _order.Enqueue(hash);
        while (_order.Count > Math.Max(Least, most))
            _hashes.Remove(_order.Dequeue());
    }

    public bool Contains(int hash) => _hashes.Contains(hash);
}
