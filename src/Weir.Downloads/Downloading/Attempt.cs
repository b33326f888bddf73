using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Verifying;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>
/// One try at the file from one class of sources: its plan, its part file, what is written of it. When the class turns
/// out to be the wrong one the next attempt starts with a part file of its own. Guarded by the session's gate, but for
/// <see cref="Part"/>, to which each worker writes bytes of its own.
/// </summary>
internal sealed class Attempt : IDisposable
{
    private const long ClaimSize = 8 << 20;

    private readonly Dictionary<int, Extent> _unclaimed = [];
    private readonly List<Claim> _ready = [];
    private readonly HashSet<string> _noted = [];
    private readonly Attribution _broughtBy = new();
    private readonly ExtentSet _accepted = new(); // and not yet written
    private readonly ExtentSet _resumed;
    private readonly Func<long?, ExtentSet, bool, Planner> _makePlan;
    private PieceVerifier? _verifier;
    private long _hashed;
    private readonly List<FrontierHasher> _formerHashers = [];
    private bool _isHeldBack;
    private long _hashedUnproven;

    public Attempt(
        SourceClass group,
        Part part,
        ExtentSet resumed,
        bool isWholeOnly,
        Func<long?, ExtentSet, bool, Planner> makePlan
    )
        : this(group, part, resumed, new ExtentSet(resumed), isWholeOnly, makePlan) { }

    private Attempt(
        SourceClass group,
        Part part,
        ExtentSet written,
        ExtentSet resumed,
        bool isWholeOnly,
        Func<long?, ExtentSet, bool, Planner> makePlan
    )
    {
        Class = group;
        Part = part;
        Written = written;
        _resumed = resumed;
        _makePlan = makePlan;
        IsWholeOnly = isWholeOnly;
        Size = group.Facts.Size;
        Plan = makePlan(Size, written, isWholeOnly);
    }

    public SourceClass Class { get; }

    public Part Part { get; }

    public Planner Plan { get; private set; }

    public bool IsWholeOnly { get; private set; }

    public long? Size { get; private set; }

    /// <summary>What is in the part file, but for pieces that are known to be wrong.</summary>
    public ExtentSet Written { get; }

    /// <summary>Bytes that an earlier process had left, as far as they have not proven wrong.</summary>
    public long Resumed => _resumed.Total;

    /// <summary>Bytes that an earlier process had left and that are still to be looked at.</summary>
    public long Unproven => Book is { } book ? _resumed.Sum(e => e.Length - book.ProvenIn(e)) : 0;

    /// <summary>What is being tried because the hash of the whole is wrong; null at first.</summary>
    public Suspicion? Suspicion { get; private init; }

    public FrontierHasher? Hasher { get; private set; }

    /// <summary>The hash that the whole file must have; null when nobody says.</summary>
    public Checksum? Expected { get; private set; }

    /// <summary>Which pieces are proven; null when there are no hashes of pieces.</summary>
    public PieceBook? Book { get; private set; }

    /// <summary>Every byte was written; some pieces may yet turn out wrong.</summary>
    public bool HasAll => Plan.IsFinished && Written.Total == (Size ?? -1);

    public bool IsWritten => HasAll && Book is not { IsProven: false };

    public bool IsHashed => Hasher is null || Hasher.Result is not null || Hasher.Fault is not null;

    /// <summary>Whether a source takes part: not while the file is tried without it.</summary>
    public bool Takes(int source) => Suspicion?.Takes(source) ?? true;

    /// <param name="expected">Null when the bytes are only to be passed on.</param>
    /// <param name="output">Who gets the bytes in order, once <see cref="LetGo"/> was called.</param>
    public void StartHashing(Checksum? expected, Action<long> onAdvance, Stream? output = null)
    {
        Expected = expected;
        _isHeldBack = output is not null;
        Hasher = new FrontierHasher(Part, expected?.Algorithm, Size, onAdvance, output);
        AdvanceHasher();
        Hasher.Start();
    }

    /// <summary>Some of what was hashed has been replaced since: its hash says nothing of the file.</summary>
    public bool IsHashStale { get; private set; }

    /// <summary>Hashes all of the file once more, now that its pieces are proven.</summary>
    public void HashAnew(Action<long> onAdvance)
    {
        // It has ended, or is about to: it may be the caller, which cannot wait for itself.
        _formerHashers.Add(Hasher!);
        IsHashStale = false;
        StartHashing(Expected, onAdvance);
    }

    /// <summary>It is plain enough that this is the file: what is there may be passed on.</summary>
    public void LetGo()
    {
        _isHeldBack = false;
        AdvanceHasher();
    }

    /// <summary>Pieces of what an earlier process left, or of a file that is repaired, that were wrong.</summary>
    public int Damaged { get; private set; }

    /// <summary>Checks pieces from now on, at first those that are there already.</summary>
    /// <param name="proven">What is believed without looking.</param>
    public void StartProving(
        PieceHashes pieces,
        ExtentSet proven,
        Action<long, bool> onJudged,
        Action<StorageFault> onFault
    )
    {
        // What the hasher has been given by now it may have read before a piece of it turns out wrong.
        _hashedUnproven = Hasher is null ? 0 : Written.Frontier;
        for (var i = 0; i < _ready.Count; i++)
            _ready[i] = _ready[i] with { IsHeld = true };
        Book = new PieceBook(pieces);
        Book.Believe(proven);
        _verifier = new PieceVerifier(Part, pieces, onJudged, onFault);
        foreach (var extent in Written)
            _verifier.Enqueue(Book.TakeWhole(extent, Written));
    }

    /// <summary>The hashes of the pieces have turned out to be of no use: what is written is as good as it was without.</summary>
    public void StopProving()
    {
        foreach (var trial in Book!.Trials)
            Plan.Return(trial.Extent);
        Book = null;
        AdvanceHasher();
    }

    /// <summary>Plans anew for what is still missing, because ranges have ceased, or begun, to be available.</summary>
    public void Replan(bool isWholeOnly)
    {
        IsWholeOnly = isWholeOnly;
        // Whoever has bytes in hand will write them, however late: nobody else may write there meanwhile.
        var have = new ExtentSet(Written.Concat(_accepted));
        foreach (var trial in Book?.Trials.ToArray() ?? [])
        {
            if (isWholeOnly)
                Reopen(trial.Piece);
            else
                have.Add(trial.Extent);
        }
        Plan = _makePlan(Size, have, isWholeOnly);
        // Where no hasher follows, nothing moves the window on.
        Plan.AdvanceWindow(Hasher is null && Book is not null ? long.MaxValue / 2 : _hashed);
    }

    /// <summary>All bytes before <paramref name="frontier"/> have been hashed: the window moves on.</summary>
    public void Hashed(long frontier)
    {
        _hashed = frontier;
        Plan.AdvanceWindow(frontier);
    }

    /// <summary>True the first time a source's URL is seen in this attempt, so that the journal names it once.</summary>
    public bool Note(string url) => _noted.Add(url);

    /// <summary>A file of unknown size ended, says a connection; returns whether that is believed.</summary>
    public bool TryEndOfFile(int slot)
    {
        if (!Plan.TryEndOfFile(slot))
            return false;
        Size = Plan.Size;
        Hasher?.SetSize(Size!.Value);
        return true;
    }

    /// <summary>Bytes have been accepted from a source, whose worker is about to write them.</summary>
    public void Accept(Extent extent) => _accepted.Add(extent);

    /// <summary>
    /// Bytes were written. They are claimed in the journal when enough have gathered; returns true when some are ready
    /// to be claimed now.
    /// </summary>
    public bool AddWritten(int slot, int source, Extent extent)
    {
        _accepted.Remove(extent);
        Written.Add(extent);
        _broughtBy.Add(source, extent);
        AdvanceHasher();
        _verifier?.Enqueue(Book?.TakeWhole(extent, Written) ?? []);
        if (_unclaimed.TryGetValue(slot, out var gathered) && gathered.To == extent.From)
            extent = gathered with { To = extent.To };
        else if (!gathered.IsEmpty)
            _ready.Add(Of(gathered));
        _unclaimed[slot] = extent;
        if (extent.Length >= ClaimSize)
        {
            _ready.Add(Of(extent));
            _unclaimed.Remove(slot);
        }
        return _ready.Count > 0;
    }

    /// <summary>Hashes a piece on the calling thread when hashing has fallen behind. Not under the session's gate.</summary>
    public void HelpProving() => _verifier?.Help();

    /// <summary>A piece has the right hash.</summary>
    public void Prove(long piece)
    {
        Book!.Prove(piece);
        _ready.Add(new Claim(Book.ExtentOf(piece), IsHeld: false));
        AdvanceHasher();
    }

    /// <summary>A piece is wrong: its bytes count as not written.</summary>
    /// <returns>Who brought which of them; bytes that an earlier process left are nobody's.</returns>
    public IReadOnlyList<(int Source, Extent Extent)> Drop(long piece)
    {
        var extent = Book!.ExtentOf(piece);
        IsHashStale |= extent.From < _hashedUnproven;
        Written.Remove(extent);
        _resumed.Remove(extent);
        var brought = _broughtBy.Remove(extent);
        if (brought.Count == 0)
            Damaged++;
        return brought;
    }

    /// <summary>A piece that was dropped is to be fetched by whoever comes.</summary>
    public void Reopen(long piece)
    {
        Book!.Reopen(piece);
        Plan.Return(Book.ExtentOf(piece));
    }

    /// <summary>A source brought the right bytes of a piece that was wrong, and they are written.</summary>
    public void Accept(Trial trial, int source)
    {
        Written.Add(trial.Extent);
        _broughtBy.Add(source, trial.Extent);
        Prove(trial.Piece);
    }

    /// <summary>Who brought which part of the file, as progress tells it; null while the size is not known.</summary>
    public IReadOnlyList<int>? Map() => Size is { } size and > 0 ? FileMap.Of(size, _broughtBy, _resumed) : null;

    /// <summary>Whose bytes are in the part file.</summary>
    public int[] Bringers => [.. _broughtBy.All.Where(b => b.Value.Total > 0).Select(b => b.Key)];

    /// <summary>What was there where <paramref name="extent"/> is about to be written, by those that brought it.</summary>
    public IReadOnlyList<(int Source, Extent Extent)> Former(Extent extent) => Suspicion?.Former(extent) ?? [];

    /// <summary>
    /// The same file once more, with other bytes from other sources (<see cref="Suspicion"/>). For an attempt to which
    /// nobody writes any more. Null when there is no further way to try.
    /// </summary>
    /// <param name="canBring">Sources of the class that can be asked.</param>
    public Attempt? Retry(IReadOnlyCollection<int> canBring)
    {
        var suspicion = (Suspicion ?? new Suspicion()).Next(_broughtBy, canBring);
        if (suspicion is null)
            return null;
        var kept = new Attribution();
        foreach (var (source, brought) in _broughtBy.All)
            if (suspicion.Keeps(source))
                foreach (var extent in brought)
                    kept.Add(source, extent);
        var next = new Attempt(Class, Part, kept.Union(), new ExtentSet(), IsWholeOnly, _makePlan)
        {
            Suspicion = suspicion,
        };
        foreach (var (source, brought) in kept.All)
        foreach (var extent in brought)
            next._broughtBy.Add(source, extent);
        return next;
    }

    /// <summary>Hands over what is to be claimed: what is ready, or all that was written.</summary>
    public Claim[] TakeClaims(bool all)
    {
        if (all)
        {
            foreach (var (_, extent) in _unclaimed)
                _ready.Add(Of(extent));
            _unclaimed.Clear();
        }
        if (_ready.Count == 0)
            return [];
        var claims = _ready.ToArray();
        _ready.Clear();
        return claims;
    }

    /// <summary>They could not be claimed, and are to be claimed later.</summary>
    public void ReturnClaims(IEnumerable<Claim> claims) => _ready.AddRange(claims);

    public void Dispose()
    {
        Hasher?.Dispose();
        foreach (var former in _formerHashers)
            former.Dispose();
        _verifier?.Dispose();
        Part.Dispose();
    }

    private Claim Of(Extent extent) => new(extent, IsHeld: Book is not null);

    /// <summary>Where pieces are checked, nothing is hashed that may yet be replaced.</summary>
    private void AdvanceHasher()
    {
        if (!_isHeldBack)
            Hasher?.Advance((Book?.Proven ?? Written).Frontier);
    }
}
