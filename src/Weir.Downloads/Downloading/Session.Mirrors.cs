using Weir.Content.Pieces;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>
/// What the one source that was named tells of the file: its mirrors, which join as further sources, and its Metalink, by
/// whose pieces it is checked. They count as that source's word: mirrors do not vote, and hashes are only believed as long as
/// they hold.
/// </summary>
internal sealed partial class Session
{
    private int _describing;
    private int? _describer;
    private PieceHashes? _describedPieces;

    /// <summary>Whether links are followed: one source was named, so who named it has not chosen between mirrors.</summary>
    public bool FollowsMirrors => _options.Mirrors && (_named == 1 || _options.IsRepair);

    /// <summary>Whether the server is to be asked for the hash of the whole file.</summary>
    public bool WantsDigest => !HasProof && _options.Start is null;

    /// <summary>The one source sends a Metalink.</summary>
    public void RecogniseMetalink()
    {
        lock (_gate)
            Conclude(new Conclusion(DownloadEnd.Metalink, "the source is a Metalink, not the file", null));
    }

    /// <summary>A source told of its mirrors. Returns the Metalink to fetch, if one is of use. The caller holds the gate.</summary>
    private SourceAddress? Reveal(int source, Revelation revelation)
    {
        // In a run each client is to have its own share of the servers, and no more.
        if (source >= _named || _runId is not null)
            return null;
        if (_revealed)
        {
            // A file that is repaired needs the hashes of its pieces, and whoever has them must agree.
            if (!IsGathering || revelation.Metalink is not { } another)
                return null;
            _describing++;
            return another.ToldBy(_sources[source].Address);
        }
        _revealed = revelation.Metalink is not null || _named == 1;
        var before = _sources.Count;
        foreach (var mirror in _named == 1 ? revelation.Mirrors : [])
            if (_sources.Count <= Description.MostSources && !_sources.Exists(s => s.Address.IsSamePlace(mirror)))
                AddMirror(mirror.ToldBy(_sources[source].Address));
        if (_sources.Count > before)
            Notice($"{_sources[source].Address.Url} names {_sources.Count - before} mirrors, which are used too");
        // What was passed on already cannot be looked at any more.
        var isUseful =
            _output is null
            && _options.Pieces is null
            && (
                _options.IsRepair || _sources.Count > 1 || (_options.Checksum ?? _sources[source].Facts?.Digest) is null
            );
        if (!isUseful || revelation.Metalink is not { } metalink)
            return null;
        _describing++;
        return metalink.ToldBy(_sources[source].Address);
    }

    private void AddMirror(SourceAddress address)
    {
        _sources.Add(new SourceRun(address));
        _roster.AddExtra(Now);
        _adaptive.Add();
        _election.AddExtra(_sources.Count - 1);
        AddSlot(_sources.Count - 1);
    }

    /// <summary>The Metalink of a source was fetched, or could not be.</summary>
    public void Described(int source, Description? description, string? problem)
    {
        lock (_gate)
        {
            _describing--;
            if (_conclusion is not null)
                return;
            if (description is null)
                Notice($"the Metalink of {_sources[source].Address.Url} is of no use: {problem}");
            else
                Adopt(source, description);
            if (IsGathering)
                Reconsider();
            CheckComplete();
            Monitor.PulseAll(_gate);
        }
    }

    private void Adopt(int source, Description description)
    {
        if (IsGathering && description.Pieces is { } all && DownloadOptions.IsUsable(all))
        {
            _testimonies.Add(source, description);
            return;
        }
        if (_attempt is not { Book: null } attempt || !attempt.Class.Members.Contains(source))
            return;
        var url = _sources[source].Address.Url;
        var other = attempt.Expected ?? _options.Checksum;
        if (description.Size != attempt.Size)
            Notice(
                attempt.Size is { } size
                    ? $"the Metalink of {url} is of a file of {description.Size} bytes and not of {size}; it is not used"
                    : $"the Metalink of {url} is not used: its server does not say how long the file is"
            );
        else if (
            other is { } known
            && description.Checksum is { } told
            && known.Algorithm == told.Algorithm
            && !known.Equals(told)
        )
            Notice($"the Metalink of {url} says {told} where {known} is expected; it is not used");
        else if (description.Pieces is { } pieces && DownloadOptions.IsUsable(pieces) && attempt.Suspicion is null)
        {
            if (_journal.Doubt(pieces.Identity()) is { } fault)
            {
                Notice($"the Metalink of {url} is not used: {fault.Reason}");
                return;
            }
            _describer = source;
            StartProving(attempt, pieces, new ExtentSet());
            attempt.Plan.AdvanceWindow(long.MaxValue / 2);
        }
    }

    /// <summary>
    /// The hashes of a source's own Metalink say that a piece is wrong from everybody. Then they are wrong, unless nothing
    /// else tells which file is meant. The caller holds the gate.
    /// </summary>
    private bool TryDoubt(Attempt attempt, string why)
    {
        if (_describer is not { } source || attempt.Expected is null)
            return false;
        Notice($"the Metalink of {_sources[source].Address.Url} is not believed: {why}");
        _describer = null;
        attempt.StopProving();
        return true;
    }
}
