using Weir.Content.Hashes;
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
    private readonly List<Extent> _ready = [];
    private readonly HashSet<string> _noted = [];
    private readonly Dictionary<int, ExtentSet> _broughtBy = [];
    private readonly HashSet<int> _suspects = [];
    private readonly Func<long?, ExtentSet, bool, Planner> _makePlan;
    private long _hashed;

    public Attempt(
        SourceClass group,
        PartFile part,
        ExtentSet written,
        bool isWholeOnly,
        Func<long?, ExtentSet, bool, Planner> makePlan
    )
    {
        Class = group;
        Part = part;
        Written = written;
        Resumed = written.Total;
        _makePlan = makePlan;
        IsWholeOnly = isWholeOnly;
        Size = group.Facts.Size;
        Plan = makePlan(Size, written, isWholeOnly);
    }

    public SourceClass Class { get; }

    public PartFile Part { get; }

    public Planner Plan { get; private set; }

    public bool IsWholeOnly { get; private set; }

    public long? Size { get; private set; }

    /// <summary>What is in the part file.</summary>
    public ExtentSet Written { get; }

    /// <summary>Bytes that an earlier process had left.</summary>
    public long Resumed { get; private init; }

    /// <summary>A source that takes no part in this attempt, to see whether the file is right without what it brought.</summary>
    public int? Suspect { get; private init; }

    public FrontierHasher? Hasher { get; private set; }

    public bool IsWritten => Plan.IsFinished && Written.Total == (Size ?? -1);

    public bool IsHashed => Hasher is null || Hasher.Result is not null || Hasher.Fault is not null;

    public void StartHashing(HashAlgorithmKind algorithm, Action<long> onAdvance)
    {
        Hasher = new FrontierHasher(Part, algorithm, Size, onAdvance);
        Hasher.Advance(Written.Frontier);
        Hasher.Start();
    }

    /// <summary>Plans anew for what is still missing, because ranges have ceased, or begun, to be available.</summary>
    public void Replan(bool isWholeOnly)
    {
        IsWholeOnly = isWholeOnly;
        Plan = _makePlan(Size, Written, isWholeOnly);
        Plan.AdvanceWindow(_hashed);
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

    /// <summary>
    /// Bytes were written. They are claimed in the journal when enough have gathered; returns true when some are ready
    /// to be claimed now.
    /// </summary>
    public bool AddWritten(int slot, int source, Extent extent)
    {
        Written.Add(extent);
        if (!_broughtBy.TryGetValue(source, out var brought))
            _broughtBy.Add(source, brought = new ExtentSet());
        brought.Add(extent);
        Hasher?.Advance(Written.Frontier);
        if (_unclaimed.TryGetValue(slot, out var gathered) && gathered.To == extent.From)
            extent = gathered with { To = extent.To };
        else if (!gathered.IsEmpty)
            _ready.Add(gathered);
        _unclaimed[slot] = extent;
        if (extent.Length >= ClaimSize)
        {
            _ready.Add(extent);
            _unclaimed.Remove(slot);
        }
        return _ready.Count > 0;
    }

    /// <summary>
    /// The source that is to be suspected next, now that the file has proven wrong: of those that brought something and
    /// were not suspected before, the one that brought least. Null when none is left.
    /// </summary>
    public int? NextSuspect() =>
        _broughtBy
            .Where(b => !_suspects.Contains(b.Key))
            .OrderBy(b => b.Value.Total)
            .Select(b => (int?)b.Key)
            .FirstOrDefault();

    /// <summary>
    /// The same file once more, without what <paramref name="suspect"/> brought: the others fetch that anew. For an
    /// attempt that is written, so that nobody writes to the part file any more.
    /// </summary>
    public Attempt Without(int suspect)
    {
        var kept = new ExtentSet(Written);
        foreach (var extent in _broughtBy[suspect])
            kept.Remove(extent);
        var next = new Attempt(Class, Part, kept, IsWholeOnly, _makePlan) { Resumed = 0, Suspect = suspect };
        next._suspects.UnionWith(_suspects);
        next._suspects.Add(suspect);
        foreach (var (source, brought) in _broughtBy)
            if (source != suspect)
                next._broughtBy.Add(source, brought);
        return next;
    }

    /// <summary>Hands over what is to be claimed: what is ready, or all that was written.</summary>
    public Extent[] TakeClaims(bool all)
    {
        if (all)
        {
            _ready.AddRange(_unclaimed.Values);
            _unclaimed.Clear();
        }
        if (_ready.Count == 0)
            return [];
        var claims = _ready.ToArray();
        _ready.Clear();
        return claims;
    }

    /// <summary>They could not be claimed, and are to be claimed later.</summary>
    public void ReturnClaims(IEnumerable<Extent> claims) => _ready.AddRange(claims);

    public void Dispose()
    {
        Hasher?.Dispose();
        Part.Dispose();
    }
}
