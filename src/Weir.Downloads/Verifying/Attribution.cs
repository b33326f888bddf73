using Weir.Downloads.Planning;

namespace Weir.Downloads.Verifying;

/// <summary>Which bytes came from which source. Each byte is the work of one at a time. Pure.</summary>
internal sealed class Attribution
{
    private readonly Dictionary<int, ExtentSet> _bySource = [];

    public IEnumerable<KeyValuePair<int, ExtentSet>> All => _bySource;

    public void Add(int source, Extent extent)
    {
        if (!_bySource.TryGetValue(source, out var brought))
            _bySource.Add(source, brought = new ExtentSet());
        brought.Add(extent);
    }

    /// <summary>Bytes that a source brought.</summary>
    public long TotalOf(int source) => _bySource.GetValueOrDefault(source)?.Total ?? 0;

    public ExtentSet Union() => new(_bySource.Values.SelectMany(set => set));

    /// <summary>Who brought what of an extent.</summary>
    public IReadOnlyList<(int Source, Extent Extent)> Within(Extent extent)
    {
        var found = new List<(int, Extent)>();
        foreach (var (source, brought) in _bySource)
            for (var from = extent.From; from < extent.To; )
            {
                var part = brought.FirstWithin(new Extent(from, extent.To));
                if (part.IsEmpty)
                    break;
                found.Add((source, part));
                from = part.To;
            }
        return found;
    }

    /// <summary>Forgets who brought an extent, and says it.</summary>
    public IReadOnlyList<(int Source, Extent Extent)> Remove(Extent extent)
    {
        var found = Within(extent);
        foreach (var (source, part) in found)
            _bySource[source].Remove(part);
        return found;
    }
}
