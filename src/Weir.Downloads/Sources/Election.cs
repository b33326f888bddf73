using Weir.Content.Hashes;

namespace Weir.Downloads.Sources;

/// <summary>
/// Sorts the sources into classes that have the same file, and says which class the transfer is for. Pure.
/// <para>
/// ETags of different servers cannot be compared for difference (each makes its own), so copies are told apart by size
/// and by small samples of their content; the validator decides only where no sample could be taken.
/// With a checksum the classes are tried, largest first; without one a strict majority wins. With hashes of pieces all
/// that have the right size are one class: each piece tells for itself.
/// </para>
/// </summary>
internal sealed class Election(bool hasChecksum, bool hasPieces = false)
{
    /// <summary>A source whose validator changes more often than this makes a new one for each answer, and it says nothing.</summary>
    private const int MostChanges = 3;

    private readonly List<SourceClass> _classes = [];
    private readonly Dictionary<int, (SourceFacts Facts, int Changes)> _known = [];

    private readonly HashSet<int> _extra = [];

    public IReadOnlyList<SourceClass> Classes => _classes;

    /// <summary>A source that another one has named: it takes part, but does not vote.</summary>
    public void AddExtra(int source) => _extra.Add(source);

    /// <summary>The hash that members of a class say its file has; null when none says it.</summary>
    public Checksum? DigestOf(SourceClass group)
    {
        foreach (var member in group.Members)
            if (_known.TryGetValue(member, out var known) && known.Facts.Digest is { } digest)
                return digest;
        return null;
    }

    /// <summary>
    /// Enters a source, or enters it anew: one that comes back with the same file stays in its class, one whose file has
    /// changed leaves it.
    /// </summary>
    public SourceClass Enter(int source, SourceFacts facts)
    {
        var former = ClassOf(source);
        // Between servers samples decide, but a source's own validator that changed means another version of the file.
        var hasChanged = HasChanged(source, facts);
        if (!hasChanged && former is not null && Matches(former, facts, source))
            return former;
        Leave(source);
        var found = _classes.Find(c => (!hasChanged || c != former) && Matches(c, facts, source));
        if (found is null)
            _classes.Add(found = new SourceClass(facts));
        found.Members.Add(source);
        return found;
    }

    private bool HasChanged(int source, SourceFacts facts)
    {
        var isKnown = _known.TryGetValue(source, out var before);
        var isOther = isKnown && !before.Facts.IsSameVersion(facts);
        _known[source] = (facts, before.Changes + (isOther ? 1 : 0));
        return isOther && before.Changes < MostChanges && !hasPieces;
    }

    /// <summary>
    /// The source says something else of its file each time, although samples of it are the same: each of the machines
    /// behind its name makes a validator of its own, which says nothing between them.
    /// </summary>
    public bool IsErratic(int source) => _known.TryGetValue(source, out var known) && known.Changes >= MostChanges;

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
    /// <param name="isPromising">Whether a source is there or may soon be; null when all are.</param>
    /// <param name="isLate">Much has been fetched for long: who comes now with another file does not end it.</param>
    public Ruling Rule(
        SourceClass? current,
        int pending,
        bool isEarly,
        Predicate<int>? isPromising = null,
        bool isLate = false
    )
    {
        var candidates = _classes.FindAll(c => !c.IsDisproved);
        if (Largest(candidates) is not { } largest)
            return new Ruling(null, IsTie: false);

        var stays = current is not null && candidates.Contains(current) ? current : null;
        if (hasChecksum)
        {
            // The hash will tell, so rather another class than one of which nobody is left.
            var living = candidates.FindAll(c => isPromising is null || c.Members.Exists(isPromising));
            if (Largest(living) is { } largestLiving)
            {
                largest = largestLiving;
                stays = stays is not null && living.Contains(stays) ? stays : null;
            }
            var isLarger = stays is null || (isEarly && Votes(largest) > Votes(stays));
            return new Ruling(isLarger ? largest : stays, IsTie: false);
        }
        var voters = candidates.Sum(Votes);
        if (Votes(largest) * 2 > voters)
            return new Ruling(largest, IsTie: false);
        var isAlive = stays is not null && (isPromising is null || stays.Members.Exists(isPromising));
        return new Ruling(stays ?? largest, IsTie: pending == 0 && !(isLate && isAlive));
    }

    /// <summary>Whether more than half of all that have answered are of this class.</summary>
    public bool HasMajority(SourceClass group) => Votes(group) * 2 > _classes.Sum(Votes);

    private SourceClass? Largest(List<SourceClass> classes) => classes.MaxBy(Votes);

    private int Votes(SourceClass group) => group.Members.Count(m => !_extra.Contains(m));

    private bool Matches(SourceClass group, SourceFacts facts, int source)
    {
        // What the others of the class say of the hash; a source may correct itself.
        var digests = group.Members.Where(m => m != source).Select(m => _known.GetValueOrDefault(m).Facts?.Digest);
        return Matches(group.Facts, facts)
            && (hasPieces || facts.Digest is not { } digest || digests.All(d => d is null || d.Equals(digest)));
    }

    private bool Matches(SourceFacts one, SourceFacts other)
    {
        if (one.Size != other.Size)
            return false;
        if (hasPieces)
            return true;
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

    /// <summary>Why the file of this class cannot be the one, as a clause: its hash is wrong. Null as long as it can.</summary>
    public string? Disproof { get; set; }

    public bool IsDisproved => Disproof is not null;
}

/// <param name="IsTie">No class has a majority, and no further answer is awaited.</param>
internal readonly record struct Ruling(SourceClass? Class, bool IsTie);
