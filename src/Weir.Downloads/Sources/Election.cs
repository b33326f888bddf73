namespace Weir.Downloads.Sources;

/// <summary>
/// Sorts the sources into classes that have the same file, and says which class the transfer is for. Pure.
/// <para>
/// ETags of different servers cannot be compared for difference (each makes its own), so copies are told apart by size
/// and by small samples of their content; the validator decides only where no sample could be taken.
/// With a checksum the classes are tried, largest first; without one a strict majority wins.
/// </para>
/// </summary>
internal sealed class Election(bool hasChecksum)
{
    private readonly List<SourceClass> _classes = [];

    public IReadOnlyList<SourceClass> Classes => _classes;

    /// <summary>
    /// Enters a source, or enters it anew: one that comes back with the same file stays in its class, one whose file has
    /// changed leaves it.
    /// </summary>
    public SourceClass Enter(int source, SourceFacts facts)
    {
        if (ClassOf(source) is { } former && Matches(former.Facts, facts))
            return former;
        Leave(source);
        var found = _classes.Find(c => Matches(c.Facts, facts));
        if (found is null)
            _classes.Add(found = new SourceClass(facts));
        found.Members.Add(source);
        return found;
    }

    public SourceClass? ClassOf(int source) => _classes.Find(c => c.Members.Contains(source));

    private void Leave(int source)
    {
        foreach (var group in _classes)
            group.Members.Remove(source);
        _classes.RemoveAll(c => c.Members.Count == 0 && !c.IsDisproved);
    }

    /// <summary>
    /// The class to fetch from.
    /// </summary>
    /// <param name="current">The class that is being fetched from, if any.</param>
    /// <param name="pending">Sources whose first answer is still awaited.</param>
    /// <param name="isEarly">Little has been fetched yet, so that changing to a larger class costs little.</param>
    public Ruling Rule(SourceClass? current, int pending, bool isEarly)
    {
        SourceClass? largest = null;
        var voters = 0;
        foreach (var group in _classes)
        {
            if (group.IsDisproved)
                continue;
            voters += group.Members.Count;
            if (largest is null || group.Members.Count > largest.Members.Count)
                largest = group;
        }
        if (largest is null)
            return new Ruling(null, IsTie: false);

        var stays = current is { IsDisproved: false } && _classes.Contains(current) ? current : null;
        if (hasChecksum)
        {
            var isLarger = stays is null || (isEarly && largest.Members.Count > stays.Members.Count);
            return new Ruling(isLarger ? largest : stays, IsTie: false);
        }
        if (largest.Members.Count * 2 > voters)
            return new Ruling(largest, IsTie: false);
        return new Ruling(stays ?? largest, IsTie: pending == 0);
    }

    private static bool Matches(SourceFacts one, SourceFacts other)
    {
        if (one.Size != other.Size)
            return false;
        if (one.Sample is not null && other.Sample is not null)
            return one.Sample == other.Sample;
        return one.IsSameVersion(other);
    }
}

/// <summary>Sources that have the same file, as far as can be told before all of it is there.</summary>
internal sealed class SourceClass(SourceFacts facts)
{
    public SourceFacts Facts { get; } = facts;

    public List<int> Members { get; } = [];

    /// <summary>The whole file was fetched from this class and its hash was wrong.</summary>
    public bool IsDisproved { get; set; }
}

/// <param name="IsTie">No class has a majority, and no further answer is awaited.</param>
internal readonly record struct Ruling(SourceClass? Class, bool IsTie);
