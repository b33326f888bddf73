using System.Security.Cryptography;
using Weir.Downloads.Planning;

namespace Weir.Downloads.Verifying;

/// <summary>
/// The hash of the whole tells that a file is wrong, not where. So its bytes are combined otherwise until the hash is
/// right: first without each source in turn, whose bytes the others fetch anew; then from each source alone, keeping what
/// it has brought. The first finds one liar and costs the file once more; the second finds any number as long as one source
/// is honest, and costs the file once for each. It is left out when no source ever contradicted another: then the hash is
/// wrong, or they all have the same wrong file. What is overwritten is compared with what was there, so that in the end all
/// whose bytes were wrong are known.
/// </summary>
internal sealed class Suspicion
{
    /// <summary>Differing places that are kept for each source: one is enough, but it may have been right there.</summary>
    private const int MostPlaces = 64;

    private readonly Lock _lock = new(); // guards _places and _differs
    private readonly HashSet<int> _without = [];
    private readonly HashSet<int> _alone = [];
    private readonly Dictionary<int, List<(Extent Place, byte[] Hash)>> _places = [];
    private Attribution _former = new();
    private int? _left;
    private int? _only;
    private bool _differs;

    /// <summary>The source that takes no part; if the hash is right now, it was wrong.</summary>
    public int? LeftOut => _left;

    public bool Takes(int source) => _only is { } only ? source == only : source != _left;

    /// <summary>Whether what a source had brought stays.</summary>
    public bool Keeps(int source) => Takes(source);

    /// <summary>The next combination to try, or null when none is left.</summary>
    /// <param name="canBring">Sources that can be asked now.</param>
    public Suspicion? Next(Attribution brought, IReadOnlyCollection<int> canBring)
    {
        _former = brought;
        (_left, _only) = (null, null);
        var suspects = brought.All.Where(b => b.Value.Total > 0 && !_without.Contains(b.Key));
        foreach (var (source, _) in suspects.OrderBy(b => b.Value.Total))
        {
            if (!canBring.Any(c => c != source))
                continue;
            _left = source;
            _without.Add(source);
            return this;
        }
        lock (_lock)
            if (!_differs)
                return null;
        var all = brought.Union().Total;
        foreach (var source in canBring.OrderByDescending(brought.TotalOf))
        {
            // What one has brought alone was proven wrong as it is.
            if (!_alone.Add(source) || brought.TotalOf(source) == all)
                continue;
            _only = source;
            return this;
        }
        return null;
    }

    /// <summary>Who brought what is about to be overwritten.</summary>
    public IReadOnlyList<(int Source, Extent Extent)> Former(Extent extent) =>
        _former.Within(extent).Where(f => !Keeps(f.Source)).ToArray();

    /// <summary>Bytes of a source are replaced by others. Thread-safe.</summary>
    public void Compare(int source, Extent place, ReadOnlySpan<byte> former, ReadOnlySpan<byte> now)
    {
        var common = former.CommonPrefixLength(now);
        if (common == now.Length)
            return;
        // A small stretch tells as much as a large one.
        var length = Math.Min(4 << 10, now.Length - common);
        var from = place.From + common;
        lock (_lock)
        {
            _differs = true;
            if (!_places.TryGetValue(source, out var places))
                _places.Add(source, places = []);
            if (places.Count < MostPlaces)
                places.Add((new Extent(from, from + length), SHA256.HashData(former.Slice(common, length))));
        }
    }

    /// <summary>Now that the hash is right: the sources whose bytes were not those that are there, and where.</summary>
    /// <param name="read">Reads bytes of the file.</param>
    public IReadOnlyDictionary<int, Extent> Guilty(Func<Extent, byte[]?> read)
    {
        var guilty = new Dictionary<int, Extent>();
        lock (_lock)
            foreach (var (source, places) in _places)
            foreach (var (place, hash) in places)
                if (read(place) is { } right && !SHA256.HashData(right).AsSpan().SequenceEqual(hash))
                {
                    guilty.Add(source, place);
                    break;
                }
        return guilty;
    }
}
