using Weir.Content.Hashes;
using Weir.Content.Pieces;

namespace Weir.Downloads.Sources;

/// <summary>What the Metalinks of several sources say of one file, and whether they can all be right. Pure.</summary>
internal sealed class Testimonies
{
    private readonly List<(int Source, Description Says)> _all = [];

    public bool IsEmpty => _all.Count == 0;

    /// <param name="says">Has hashes of pieces.</param>
    public void Add(int source, Description says) => _all.Add((source, says));

    /// <summary>
    /// Whose hashes of pieces to believe: of those that say the expected hash of the whole, else of those that do not
    /// contradict it; and of these what more than half of them agree on.
    /// </summary>
    /// <param name="sources">Those that have the file; what others say is of another one.</param>
    public Testimony Choose(IReadOnlyCollection<int> sources, long? size, Checksum? expected)
    {
        var fitting = _all.FindAll(t => sources.Contains(t.Source) && t.Says.Pieces!.Map.Size == size);
        if (expected is not null)
        {
            fitting.RemoveAll(t => Differ(t.Says.Checksum, expected));
            if (fitting.FindAll(t => expected.Equals(t.Says.Checksum)) is { Count: > 0 } vouching)
                fitting = vouching;
        }
        var camps = new List<List<(int Source, Description Says)>>();
        foreach (var testimony in fitting)
        {
            if (camps.Find(c => c.TrueForAll(t => !Contradict(t.Says, testimony.Says))) is { } camp)
                camp.Add(testimony);
            else
                camps.Add([testimony]);
        }
        if (camps.MaxBy(c => c.Count) is not { } largest)
            return default;
        return largest.Count * 2 > fitting.Count
            ? new Testimony(largest[0].Says.Pieces, null)
            : new Testimony(null, (camps[0][0].Source, camps[1][0].Source));
    }

    private static bool Contradict(Description one, Description other) =>
        Differ(one.Checksum, other.Checksum) || one.Pieces!.Contradicts(other.Pieces!);

    private static bool Differ(Checksum? one, Checksum? other) =>
        one is not null && other is not null && one.Algorithm == other.Algorithm && !one.Equals(other);
}

/// <param name="Pieces">The hashes to believe; null when there are none.</param>
/// <param name="Disagreeing">Two sources that contradict each other, where no side is the larger one.</param>
internal readonly record struct Testimony(PieceHashes? Pieces, (int One, int Other)? Disagreeing);
