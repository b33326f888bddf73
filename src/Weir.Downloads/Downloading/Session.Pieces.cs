using System.Buffers;
using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Verifying;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>
/// Pieces that are proven as they become whole, and what happens to one that is wrong: it is dropped, fetched from another
/// source into memory, and compared with what was there, so that who sent it is known.
/// </summary>
internal sealed partial class Session
{
    private readonly HashSet<int> _convicted = [];

    private void StartProving(Attempt attempt, PieceHashes pieces, ExtentSet proven) =>
        attempt.StartProving(pieces, proven, (piece, isRight) => OnJudged(attempt, piece, isRight), Fail);

    private void OnJudged(Attempt attempt, long piece, bool isRight)
    {
        var claims = Claims.None;
        lock (_gate)
        {
            if (_conclusion is not null || _attempt != attempt || attempt.Book is null)
                return;
            if (isRight)
            {
                attempt.Prove(piece);
                claims = new Claims(attempt, attempt.TakeClaims(all: false), _journal.Generation);
            }
            else
            {
                OnWrong(attempt, piece);
                Monitor.PulseAll(_gate);
            }
            CheckComplete();
        }
        Claim(claims);
    }

    private void OnWrong(Attempt attempt, long piece)
    {
        var extent = attempt.Book!.ExtentOf(piece);
        var brought = attempt.Drop(piece);
        var isKnown = brought.Any(b => _roster.StandingOf(b.Source) == Standing.Rejected);
        if (brought.Count == 0 || isKnown)
        {
            attempt.Reopen(piece);
            return;
        }
        Notice($"piece {piece} (bytes {extent.From}-{extent.To - 1}) is wrong; fetching it from another source");
        if (!attempt.IsWholeOnly)
        {
            attempt.Book.Suspect(piece, brought);
            return;
        }
        // Without ranges only whole files can be had, so the piece is not compared: who sent it makes way for another.
        foreach (var source in attempt.Book.GuiltyOf(piece, [.. brought.Select(b => b.Source)]))
            if (CanBring(attempt.Class).Any(o => o != source))
                Convict(source, $"sent piece {piece} (bytes {extent.From}-{extent.To - 1}) with another hash");
            else if (attempt.Book.WrongCount > 1 || _output is not null) // No window holds all of it until then.
                Disprove(attempt, $"its {Piece(piece, extent)} is wrong", $"{Piece(piece, extent)} is wrong");
        attempt.Reopen(piece);
    }

    /// <summary>A suspect piece that this source is to fetch into memory.</summary>
    private TrialWork? FindTrial(Slot slot, Attempt attempt)
    {
        if (attempt.Book is not { Trials.Count: > 0 } book || attempt.IsWholeOnly)
            return null;
        if (
            book.NextTrial(slot.Source, CanBring(attempt.Class)) is not { } trial
            || !MayConnect(slot)
            || !TakeSeat(slot)
        )
            return null;
        trial.IsRunning = true;
        slot.HasSegment = true;
        _sources[slot.Source].BeginSegment(Now);
        return new TrialWork(attempt, trial, _sources[slot.Source].Facts!);
    }

    /// <summary>A worker has fetched a suspect piece, or could not.</summary>
    public void Tried(Slot slot, TrialWork work, byte[]? bytes, Failure? failure)
    {
        var trial = work.Trial;
        IReadOnlyList<(int Source, Extent Extent)> differing = [];
        var isRight = bytes is not null && work.Pieces.Matches(trial.Piece, work.Pieces.Algorithm.Hash(bytes));
        if (isRight && IsOnTrial(work))
        {
            differing = Differing(work.Attempt.Part, trial, bytes!);
            while (work.Attempt.Part.Write(trial.Extent.From, bytes) is { } fault)
                if (!AwaitSpace(slot, work.Attempt, fault) || !IsOnTrial(work))
                    break;
        }
        lock (_gate)
        {
            Relieve(slot);
            trial.IsRunning = false;
            if (_conclusion is not null || !IsOnTrial(work))
                return;
            if (failure is { } failed)
            {
                if (failed.Kind != FailureKind.Interrupted)
                    Blame(slot, failed);
            }
            else if (isRight)
            {
                Credit(slot, bytes!.Length);
                work.Attempt.Accept(trial, slot.Source);
                Sentence(work.Attempt, trial, slot.Source, differing);
            }
            else
            {
                trial.Failed.Add(slot.Source);
            }
            CheckTrials();
            CheckComplete();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The piece is still to be tried: nobody else may write there. Otherwise it has been given to whoever comes.</summary>
    private bool IsOnTrial(TrialWork work)
    {
        lock (_gate)
            return _attempt == work.Attempt && work.Attempt.Book is { } book && book.Trials.Contains(work.Trial);
    }

    /// <summary>Those that sent wrong bytes of a piece whose right ones are known now.</summary>
    private void Sentence(
        Attempt attempt,
        Trial trial,
        int witness,
        IReadOnlyList<(int Source, Extent Extent)> differing
    )
    {
        foreach (var (source, extent) in differing)
        {
            if (source == witness)
                Notice($"{_sources[source].Address.Url} sent {trial} wrong the first time and right the second time");
            else
                Convict(
                    source,
                    $"sent {trial} wrong: its bytes {extent.From}-{extent.To - 1} are not those with the right hash"
                );
        }
        // A liar may have sent it twice; the bytes that differ say more than the hash.
        foreach (var source in trial.Failed.Where(f => f != witness && differing.All(d => d.Source != f)))
            Convict(source, $"sent {trial} with another hash");
        // What else the guilty brought and is wrong need not be tried: whoever is left brings it.
        foreach (var other in attempt.Book!.Trials.Where(t => !t.IsRunning).ToArray())
            if (other.Brought.Any(b => _roster.StandingOf(b.Source) == Standing.Rejected))
                attempt.Reopen(other.Piece);
    }

    /// <summary>The source takes no further part; its pieces that are proven stay.</summary>
    private void Convict(int source, string reason)
    {
        _convicted.Add(source);
        _roster.Reject(source, reason);
        foreach (var slot in _slots.Where(s => s.Source == source))
        {
            _attempt?.Plan.RemoveConnection(slot.Id, Now);
            if (!slot.HasSegment)
                continue;
            CallOff(slot);
        }
    }

    /// <summary>A piece that every source has sent wrong proves that none has the file.</summary>
    private void CheckTrials()
    {
        if (_conclusion is not null || _attempt is not { Book.Trials.Count: > 0 } attempt || _roster.Pending > 0)
            return;
        var able = CanBring(attempt.Class);
        if (able.Count == 0)
            return;
        if (attempt.Book.Trials.FirstOrDefault(t => !t.IsRunning && able.All(t.Failed.Contains)) is not { } hopeless)
            return;
        hopeless.HopelessSince ??= Now;
        if (Now - hopeless.HopelessSince < _options.GiveUp && MayReturn(attempt.Class, hopeless))
            return;
        _wrongSince ??= hopeless.HopelessSince;
        if (!TryDoubt(attempt, $"{hopeless} is wrong by it from every source"))
            Disprove(attempt, $"its {hopeless} is wrong", $"{hopeless} is wrong from every source");
    }

    /// <summary>
    /// A source that is not there now, of this class or of none that is known, has not sent the piece whole yet: it may
    /// come, or come back, and have it right.
    /// </summary>
    private bool MayReturn(SourceClass group, Trial trial)
    {
        for (var source = 0; source < _sources.Count; source++)
            if (
                _roster.StandingOf(source) is not (Standing.Refused or Standing.Rejected or Standing.Removed)
                && _sources[source].Facts is null or { HasRanges: true }
                && (group.Members.Contains(source) || _election.ClassOf(source) is null)
                && !trial.Failed.Contains(source)
            )
                return true;
        return false;
    }

    /// <summary>Sources of a class that serve ranges, as far as is known, and are there or may soon be.</summary>
    private List<int> CanBring(SourceClass group) =>
        group.Members.FindAll(m =>
            _roster.StandingOf(m) != Standing.Rejected && _roster.IsPromising(m) && IsFitting(m)
        );

    /// <summary>The same, and those that were given up but have answered again: they may have the right bytes.</summary>
    private List<int> CanTry(SourceClass group) =>
        group.Members.FindAll(m =>
            _roster.StandingOf(m) != Standing.Rejected
            && (_roster.IsPromising(m) || _roster.StandingOf(m) == Standing.Joined)
            && IsFitting(m)
        );

    private bool IsFitting(int source) =>
        _sources[source].Facts is null or { HasRanges: true } || _attempt is { IsWholeOnly: true };

    private static string Piece(long piece, Extent extent) => $"piece {piece} (bytes {extent.From}-{extent.To - 1})";

    private static List<(int Source, Extent Extent)> Differing(Part part, Trial trial, ReadOnlySpan<byte> right)
    {
        var differing = new List<(int, Extent)>();
        foreach (var (source, extent) in trial.Brought)
        {
            var now = right.Slice((int)(extent.From - trial.Extent.From), (int)extent.Length);
            var buffer = ArrayPool<byte>.Shared.Rent(now.Length);
            var former = buffer.AsSpan(0, now.Length);
            if (TryRead(part, extent.From, former) && former.CommonPrefixLength(now) is var first && first < now.Length)
            {
                var last = now.Length - 1;
                while (former[last] == now[last])
                    last--;
                differing.Add((source, new Extent(extent.From + first, extent.From + last + 1)));
            }
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return differing;
    }

    private static bool TryRead(Part part, long offset, Span<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                var read = part.Read(offset, buffer);
                if (read == 0)
                    return false;
                buffer = buffer[read..];
                offset += read;
            }
            return true;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return false;
        }
    }
}
