using System.Collections;

namespace Weir.Downloads.Planning;

/// <summary>
/// A set of bytes of a file, kept as sorted extents that neither overlap nor touch. A download's sets stay small
/// (a few extents per connection), so a sorted list beats a tree. Not thread-safe.
/// </summary>
internal sealed class ExtentSet : IReadOnlyList<Extent>
{
    private readonly List<Extent> _extents = [];

    public ExtentSet() { }

    public ExtentSet(IEnumerable<Extent> extents)
    {
        foreach (var extent in extents)
            Add(extent);
    }

    /// <summary>How many extents there are.</summary>
    public int Count => _extents.Count;

    /// <summary>How many bytes are in the set.</summary>
    public long Total { get; private set; }

    public bool IsEmpty => _extents.Count == 0;

    public Extent this[int index] => _extents[index];

    /// <summary>The end of the run that starts at byte 0, or 0 when byte 0 is missing.</summary>
    public long Frontier => _extents.Count > 0 && _extents[0].From == 0 ? _extents[0].To : 0;

    /// <summary>Adds the bytes of <paramref name="extent"/>; those already in the set stay.</summary>
    public void Add(Extent extent)
    {
        if (extent.IsEmpty)
            return;
        var first = FirstEndingAtOrAfter(extent.From);
        var (from, to) = (extent.From, extent.To);
        var last = first;
        while (last < _extents.Count && _extents[last].From <= to)
        {
            from = Math.Min(from, _extents[last].From);
            to = Math.Max(to, _extents[last].To);
            Total -= _extents[last].Length;
            last++;
        }
        Replace(first, last, new Extent(from, to), default);
    }

    /// <summary>Takes the bytes of <paramref name="extent"/> out of the set.</summary>
    public void Remove(Extent extent)
    {
        if (extent.IsEmpty)
            return;
        var first = FirstEndingAtOrAfter(extent.From + 1);
        var last = first;
        Extent before = default,
            after = default;
        while (last < _extents.Count && _extents[last].From < extent.To)
        {
            var old = _extents[last];
            if (old.From < extent.From)
                before = new Extent(old.From, extent.From);
            if (old.To > extent.To)
                after = new Extent(extent.To, old.To);
            Total -= old.Length;
            last++;
        }
        Replace(first, last, before, after);
    }

    /// <summary>The extent that holds <paramref name="offset"/>, or an empty one.</summary>
    public Extent At(long offset)
    {
        var index = FirstEndingAtOrAfter(offset + 1);
        return index < _extents.Count && _extents[index].Contains(offset) ? _extents[index] : default;
    }

    /// <summary>The part of the set within <paramref name="bounds"/> that comes first, or an empty extent.</summary>
    public Extent FirstWithin(Extent bounds)
    {
        var index = FirstEndingAtOrAfter(bounds.From + 1);
        return index < _extents.Count ? _extents[index].Intersect(bounds) : default;
    }

    /// <summary>The bytes of <paramref name="whole"/> that are not in this set.</summary>
    public ExtentSet Missing(Extent whole)
    {
        var missing = new ExtentSet([whole]);
        foreach (var extent in _extents)
            missing.Remove(extent);
        return missing;
    }

    public void Clear()
    {
        _extents.Clear();
        Total = 0;
    }

    public IEnumerator<Extent> GetEnumerator() => _extents.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Replace(int first, int last, Extent one, Extent two)
    {
        Total += (one.IsEmpty ? 0 : one.Length) + (two.IsEmpty ? 0 : two.Length);
        if (last > first && !one.IsEmpty && two.IsEmpty)
        {
            _extents[first] = one;
            _extents.RemoveRange(first + 1, last - first - 1);
            return;
        }
        _extents.RemoveRange(first, last - first);
        if (!two.IsEmpty)
            _extents.Insert(first, two);
        if (!one.IsEmpty)
            _extents.Insert(first, one);
    }

    private int FirstEndingAtOrAfter(long offset)
    {
        var (low, high) = (0, _extents.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_extents[middle].To < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
