using Weir.Content.Pieces;
using Weir.Downloads.Planning;

namespace Weir.Downloads.Verifying;

/// <summary>
/// Which pieces of a file are proven. Pure; the session calls it under its lock. The life of a piece:
/// <code>
/// open ── all bytes written ──▶ queued ── right ──▶ proven
///  ▲                              │ wrong
///  │                              ▼
///  └── its bringer is guilty ── suspect ── another source's bytes are right ──▶ proven
/// </code>
/// </summary>
internal sealed class PieceBook(PieceHashes hashes)
{
    /// <summary>Bytes of suspect pieces that are held in memory at a time, by those that try them.</summary>
    private const long MostInMemory = LargestPiece;

    private readonly State[] _states = new State[hashes.Map.Count];
    private readonly List<Trial> _trials = [];
    private readonly Dictionary<long, HashSet<int>> _jointly = [];

    /// <summary>Larger pieces are of no use: a suspect one must fit into memory.</summary>
    public const long LargestPiece = 32 << 20;

    public PieceHashes Hashes => hashes;

    /// <summary>The bytes of all proven pieces.</summary>
    public ExtentSet Proven { get; } = new();

    public bool IsProven => Proven.Total == hashes.Map.Size;

    /// <summary>Pieces that were wrong and are to be fetched from somebody else.</summary>
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>Pieces that have turned out wrong, and how often in all.</summary>
    public int WrongCount { get; private set; }

    /// <summary>How many bytes of an extent are proven.</summary>
    public long ProvenIn(Extent extent)
    {
        long sum = 0;
        for (var from = extent.From; from < extent.To; )
        {
            var part = Proven.FirstWithin(new Extent(from, extent.To));
            if (part.IsEmpty)
                break;
            sum += part.Length;
            from = part.To;
        }
        return sum;
    }

    public Extent ExtentOf(long piece)
    {
        var from = hashes.Map.Start(piece);
        return new Extent(from, from + hashes.Map.Length(piece));
    }

    /// <summary>What an earlier process has proven: whole pieces of it are believed.</summary>
    public void Believe(ExtentSet proven)
    {
        for (long piece = 0; piece < _states.Length; piece++)
            if (Covers(proven, ExtentOf(piece)))
                Prove(piece);
    }

    /// <summary>Bytes were written; the pieces that are whole now, each once, are to be hashed.</summary>
    /// <param name="written">All that is written, <paramref name="added"/> too.</param>
    public List<long> TakeWhole(Extent added, ExtentSet written)
    {
        var whole = new List<long>();
        if (added.IsEmpty)
            return whole;
        for (var piece = hashes.Map.At(added.From); piece <= hashes.Map.At(added.To - 1); piece++)
        {
            if (_states[piece] != State.Open || !Covers(written, ExtentOf(piece)))
                continue;
            _states[piece] = State.Queued;
            whole.Add(piece);
        }
        return whole;
    }

    public void Prove(long piece)
    {
        _states[piece] = State.Proven;
        Proven.Add(ExtentOf(piece));
        _trials.RemoveAll(t => t.Piece == piece);
    }

    /// <summary>A piece is wrong, and its bytes are to be fetched again from whoever comes.</summary>
    public void Reopen(long piece)
    {
        if (_states[piece] == State.Queued)
            WrongCount++;
        _states[piece] = State.Open;
        _trials.RemoveAll(t => t.Piece == piece);
    }

    /// <summary>
    /// Who is to blame for a piece that is wrong and that cannot be compared. Several that brought it together have a second
    /// chance: whoever has a part in it then as well is guilty.
    /// </summary>
    public IReadOnlyCollection<int> GuiltyOf(long piece, HashSet<int> bringers)
    {
        if (bringers.Count < 2)
            return bringers;
        if (!_jointly.TryGetValue(piece, out var before))
            _jointly.Add(piece, before = []);
        var again = bringers.Intersect(before).ToArray();
        before.UnionWith(bringers);
        return again;
    }

    /// <summary>A piece is wrong, and it is not known who of those that brought it is to blame.</summary>
    public void Suspect(long piece, IReadOnlyList<(int Source, Extent Extent)> bringers)
    {
        WrongCount++;
        _states[piece] = State.Suspect;
        _trials.Add(new Trial(piece, ExtentOf(piece), bringers));
    }

    /// <summary>
    /// A suspect piece for <paramref name="source"/> to fetch: one that others brought, or, where no other can be asked,
    /// its own once more. Null when there is none for it now.
    /// </summary>
    /// <param name="others">Sources that can be asked, too.</param>
    public Trial? NextTrial(int source, IReadOnlyCollection<int> others)
    {
        var inMemory = _trials.Sum(t => t.IsRunning ? t.Extent.Length : 0);
        foreach (var trial in _trials)
        {
            if (trial.IsRunning || trial.Failed.Contains(source))
                continue;
            if (inMemory > 0 && inMemory + trial.Extent.Length > MostInMemory)
                return null;
            if (!trial.IsBringer(source) || !others.Any(o => o != source && trial.IsStrange(o)))
                return trial;
        }
        return null;
    }

    private static bool Covers(ExtentSet set, Extent extent) => set.At(extent.From).To >= extent.To;

    private enum State : byte
    {
        Open,
        Queued,
        Suspect,
        Proven,
    }
}

/// <summary>A piece that was wrong, and who has been asked for it.</summary>
internal sealed class Trial(long piece, Extent extent, IReadOnlyList<(int Source, Extent Extent)> bringers)
{
    public long Piece => piece;

    public Extent Extent => extent;

    /// <summary>Whose bytes are in the part file.</summary>
    public IReadOnlyList<(int Source, Extent Extent)> Brought => bringers;

    public bool IsBringer(int source) => bringers.Any(b => b.Source == source);

    /// <summary>Sources that were asked for all of it and sent it wrong.</summary>
    public HashSet<int> Failed { get; } = [];

    public bool IsRunning { get; set; }

    /// <summary>Since when all sources that are there have sent it wrong.</summary>
    public TimeSpan? HopelessSince { get; set; }

    /// <summary>The source has brought nothing of the piece yet.</summary>
    public bool IsStrange(int source) => !IsBringer(source) && !Failed.Contains(source);

    /// <summary>For messages: <c>piece 5 (bytes 5242880-6291455)</c>.</summary>
    public override string ToString() => $"piece {piece} (bytes {extent.From}-{extent.To - 1})";
}
