namespace Weir.Proxy.Caching.Fills;

/// <summary>The fills whose answers have not come yet, so that requests for the same wait for them. Any thread.</summary>
internal sealed class FillTable
{
    /// <summary>Guards the table.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Fill> _fills = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _fills.Count;
        }
    }

    /// <summary>The fill that is on its way for that key, or the one that is made and entered now.</summary>
    public Fill JoinOrAdd(string key, Func<Fill> make, out bool isNew)
    {
        lock (_lock)
        {
            isNew = !_fills.TryGetValue(key, out var fill);
            if (fill is not null)
            {
                fill.Followers++;
                return fill;
            }

            fill = make();
            _fills.Add(key, fill);
            return fill;
        }
    }

    public void Remove(string key, Fill fill)
    {
        lock (_lock)
        {
            if (_fills.TryGetValue(key, out var known) && known == fill)
                _fills.Remove(key);
        }
    }

    /// <summary>What is on its way for these was made before the resource changed, perhaps: it is not to be stored.</summary>
    public void Invalidate(Func<string, bool> isMeant)
    {
        lock (_lock)
        {
            foreach (var (key, fill) in _fills)
            {
                var slice = key.IndexOf(' ');
                if (!isMeant(slice < 0 ? key : key[..slice]))
                    continue;
                _fills.Remove(key);
                fill.ForbidStoring();
            }
        }
    }
}
