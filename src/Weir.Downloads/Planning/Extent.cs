namespace Weir.Downloads.Planning;

/// <summary>A stretch of a file in bytes: from <paramref name="From"/> up to, but without, <paramref name="To"/>.</summary>
internal readonly record struct Extent(long From, long To)
{
    public long Length => To - From;

    public bool IsEmpty => To <= From;

    public bool Contains(long offset) => offset >= From && offset < To;

    /// <summary>What both have in common; empty when they do not meet.</summary>
    public Extent Intersect(Extent other)
    {
        var from = Math.Max(From, other.From);
        return new Extent(from, Math.Max(from, Math.Min(To, other.To)));
    }

    public override string ToString() => $"[{From}, {To})";
}
