using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>Whose file it is: attempts at it, how they begin, and whether what they brought is right.</summary>
internal sealed partial class Session
{
    /// <summary>Sources that first answer after this do not question a download that is well on its way.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    private TimeSpan _attemptSince;
    private string? _disproof;

    /// <summary>Something tells which file is the right one, so that sources need not vote.</summary>
    private bool HasProof => _options.Checksum is not null || _options.Pieces is not null;

    /// <summary>
    /// The hash that the whole of a class's file is checked by: the expected one, unless the pieces are worth as much; else
    /// what its sources say.
    /// </summary>
    private Checksum? ExpectedOf(SourceClass group)
    {
        var hasPieces = PiecesOf(group) is not null;
        return _options.Checksum is { } checksum ? (_options.PiecesSuffice && hasPieces ? null : checksum)
            : hasPieces ? null
            : _election.DigestOf(group);
    }

    /// <summary>The hashes by which pieces of a class's file are proven; null when there are none.</summary>
    private PieceHashes? PiecesOf(SourceClass group) =>
        (_options.UsablePieces ?? _describedPieces) is { } pieces
        && group.Facts.Size == pieces.Map.Size
        && (_output is null || Fit(pieces))
            ? pieces
            : null;

    /// <summary>Asks anew which class of sources to fetch from, and acts on the answer.</summary>
    private void Reconsider()
    {
        Rehabilitate();
        RejectDisproved();
        if (Rule() is not { } chosen)
            return;
        if (_attempt?.Class != chosen)
        {
            if (!MayBegin(chosen))
                return;
            StartAttempt(chosen);
        }
        else if (_attempt.IsWholeOnly != IsWholeOnly(chosen))
            Replan();
        if (_attempt is { Hasher: null, Book: null } unproven && ExpectedOf(chosen) is { } digest)
            unproven.StartHashing(digest, hashed => OnHashed(unproven, hashed));
        NoteSources();
        Sort(chosen);
    }

    /// <summary>The class to fetch from; null when there is none, or it is all over.</summary>
    private SourceClass? Rule()
    {
        if (_attempt is { Hasher.HasBegun: true } begun && _output is not null && HasProof)
            return KeepTo(begun);
        var isEarly = _attempt is not { } running || running.Written.Total < (running.Size ?? 0) / 10;
        var isLate = _attempt is not null && (_hasAdded || (!isEarly && Now - _attemptSince > Late));
        var ruling = _election.Rule(_attempt?.Class, _roster.Pending, isEarly, _roster.IsPromising, isLate);
        if (!ruling.IsTie)
            return ruling.Class;
        Conclude(new Conclusion(DownloadEnd.Irreconcilable, Disagreement(), null));
        return null;
    }

    /// <summary>
    /// Whether to begin with a class, or to wait for the answers of others first: whoever answers first may neither cost
    /// what an earlier process has left, nor end the download by a size that no disk takes.
    /// </summary>
    private bool MayBegin(SourceClass chosen)
    {
        if (_output is not null)
            return true;
        if (_options.IsRepair && !MayRepair(chosen))
            return false;
        if (_resumable is { } left)
        {
            if (PiecesOf(chosen) is not null || Refuse(left, chosen) is null)
                return true;
            _waitsSince ??= Now;
            return _roster.Pending == 0 || Now - _waitsSince >= _options.Objections;
        }
        if (PiecesOf(chosen) is not null && File.Exists(_placement.Part))
            return true;
        if (
            chosen.Facts.Size is not { } size
            || _options.DiskWait > TimeSpan.Zero
            || FreeSpace.Check(_placement.Part, size) is null
        )
            return true;
        if (!HasProof || !_election.Classes.Any(c => c != chosen && !c.IsDisproved))
            return _roster.Pending == 0;
        chosen.Disproof = $"its file of {size} bytes does not fit on the disk";
        RejectDisproved();
        return false;
    }

    private string? Refuse(JournalContent left, SourceClass group)
    {
        var candidates = group.Members.Select(m => (_sources[m].Address.Url, _sources[m].Facts ?? group.Facts));
        return ResumeRules.Refuse(left, candidates, _options.Checksum, BootId.Current, IsTouched(left));
    }

    /// <summary>None of those that are there, or may soon be, serves ranges.</summary>
    private bool IsWholeOnly(SourceClass group)
    {
        var there = group.Members.FindAll(m => _roster.IsPromising(m) && _sources[m].Facts is not null);
        if (there.Count == 0)
            return _attempt is { } attempt && attempt.Class == group ? attempt.IsWholeOnly : !group.Facts.HasRanges;
        return !there.Exists(m => _sources[m].Facts is { HasRanges: true });
    }

    /// <summary>Without a checksum the minority takes no further part; with one its turn may still come.</summary>
    private void Sort(SourceClass chosen)
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            var isChosen = chosen.Members.Contains(i);
            if (isChosen && _roster.StandingOf(i) == Standing.Rejected && !_convicted.Contains(i))
                _roster.Readmit(i, Now);
            else if (
                !isChosen
                && !HasProof
                && _roster.StandingOf(i) == Standing.Joined
                && _election.HasMajority(chosen)
            )
                _roster.Reject(i, Difference(i, chosen));
        }
    }

    /// <summary>
    /// A class was disproved by the hash before all of its sources had answered. One that comes now, and has the same file
    /// as far as samples tell, may be the one that is right: unless another class is there, it is put to the test.
    /// </summary>
    private void Rehabilitate()
    {
        if (
            _attempt
                is not { IsWritten: true, IsHashed: true, Book: null, Class: { Disproof: { } disproof } group } attempt
            || _election.Classes.Any(c => !c.IsDisproved)
            || CanTry(group).Count == 0
        )
            return;
        group.Disproof = null;
        if (!TrySuspect(attempt))
            group.Disproof = disproof;
    }

    /// <summary>Those that have a file which was proven wrong, also if they came only after that.</summary>
    private void RejectDisproved()
    {
        foreach (var group in _election.Classes)
            if (group.Disproof is { } reason)
                foreach (var member in group.Members)
                    _roster.Reject(member, reason);
    }

    private string Difference(int source, SourceClass chosen)
    {
        var facts = _sources[source].Facts!;
        var other = _sources[chosen.Members[0]].Address.Url;
        return facts.Size != chosen.Facts.Size
            ? $"its file is another one: {facts.Describe()}, where {other} has {chosen.Facts.Describe()}"
            : $"its file has the same size and other content than that of {other}";
    }

    private string Disagreement()
    {
        var parts = _election
            .Classes.Where(c => !c.IsDisproved)
            .Select(c => $"{_sources[c.Members[0]].Address.Url} has {c.Facts.Describe()}");
        return $"the sources have different files ({string.Join("; ", parts)}); say which is meant with --checksum, or name only sources of one";
    }

    private void Replan()
    {
        var attempt = _attempt!;
        InterruptSegments();
        attempt.Replan(IsWholeOnly(attempt.Class));
    }

    private void StartAttempt(SourceClass group)
    {
        _wrongSince = null;
        if (_output is not null && _attempt is { Hasher: { } passing } && !passing.TryStop())
        {
            ConcludePassedOn("the sources have different files");
            return;
        }
        if (_attempt is { } former)
        {
            InterruptSegments();
            _formerAttempts.Add(former);
            Notice($"starting over from {_sources[group.Members[0]].Address.Url} and those that agree with it");
        }
        _attempt = null;
        _completeSince = null;
        var size = group.Facts.Size;
        var pieces = PiecesOf(group);
        var (part, written, proven) = pieces is null ? TryResume(group) : TryResume(group, pieces);
        StorageFault? fault = null;
        if (_conclusion is not null)
            return;
        if (_output is not null)
            part = new RingPart(StreamWindow);
        if (part is null)
        {
            // In this order: a process that dies in between leaves no claims about a part file that is empty.
            fault = RestartJournal(group);
            if (fault is null)
                part = PartFile.Create(_placement.Part, size, out fault, _options.DiskWait > TimeSpan.Zero);
        }
        if (fault is not null)
        {
            part?.Dispose();
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            return;
        }
        var attempt = new Attempt(
            group,
            part!,
            written,
            IsWholeOnly(group),
            (size, have, isWholeOnly) =>
                MakePlan(size, have, isWholeOnly, pieces is null && ExpectedOf(group) is not null)
        );
        _attempt = attempt;
        _attemptSince = Now;
        if (pieces is not null)
            StartProving(attempt, pieces, proven);
        if (ExpectedOf(group) is var expected && (expected is not null || _output is not null))
            attempt.StartHashing(expected, hashed => OnHashed(attempt, hashed), _output);
        CheckComplete();
    }

    private Planner MakePlan(long? size, ExtentSet have, bool isWholeOnly, bool hasWindow) =>
        new(
            _options.Planning with
            {
                Balance = _options.Balance,
                Window =
                    _output is not null ? StreamWindow
                    : hasWindow && _options.Balance == Balance.Dynamic ? DownloadOptions.HashWindow
                    : null,
                ExpectedConnections = Math.Min(_slots.Count, _options.Connections ?? _slots.Count),
                IsWholeOnly = isWholeOnly,
                StallAfter = _options.StallTimeout,
            },
            size,
            have
        );

    private void NoteSources()
    {
        if (_attempt is not { } attempt)
            return;
        foreach (var member in attempt.Class.Members)
        {
            var run = _sources[member];
            if (run.Facts is not { } facts || !attempt.Note(run.Address.Url))
                continue;
            if (
                _journal.Add(new JournalSource(run.Address.Url, facts.ETag?.ToString(), facts.LastModified)) is
                { } fault
            )
                Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
        }
    }

    private void OnHashed(Attempt attempt, long hashed)
    {
        lock (_gate)
        {
            attempt.Hashed(hashed);
            if (attempt == _attempt && attempt.Hasher is { Fault: { } fault })
                Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            CheckComplete();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the download when all is written and proven, or goes on to the next class when it is proven wrong.</summary>
    private void CheckComplete()
    {
        if (_conclusion is not null || _attempt is not { IsWritten: true, IsHashed: true } attempt)
            return;
        if (attempt.Hasher is { Fault: { } fault })
        {
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            return;
        }
        if (attempt is { Hasher: { } hasher, Expected: { } expected } && !expected.Matches(hasher.Result))
        {
            if (attempt.IsHashStale)
                attempt.HashAnew(hashed => OnHashed(attempt, hashed));
            else
                Disprove(attempt, expected);
            return;
        }
        SentenceSuspects(attempt);
        _completeSince ??= Now;
        if (!HasProof && _roster.Pending > 0)
        {
            // Those who object already are not outvoted before all have been heard.
            if (Now - _completeSince < _options.Objections || !_election.HasMajority(attempt.Class))
                return;
        }
        // What nothing has proven yet, a Metalink that is on its way may prove.
        if (_describing > 0 && attempt is { Hasher: null, Book: null } && Now - _completeSince < _options.Objections)
            return;
        Conclude(new Conclusion(DownloadEnd.Done, null, null));
    }

    /// <summary>The whole has not the right hash.</summary>
    private void Disprove(Attempt attempt, Checksum checksum)
    {
        var found = $"{HashAlgorithms.Name(checksum.Algorithm)}:{Convert.ToHexStringLower(attempt.Hasher!.Result!)}";
        if (attempt.Resumed > 0 && attempt.Book is null)
        {
            Notice($"the file that was continued has the hash {found}; fetching all of it anew");
            StartAttempt(attempt.Class);
            NoteSources();
            return;
        }
        if (_output is not null)
        {
            ConcludePassedOn($"the file has the hash {found}, expected {checksum}");
            return;
        }
        if (TrySuspect(attempt) || (attempt.Book is null && AwaitsReturn(attempt.Class, IsAway)))
            return;
        var claim = _options.Checksum is null ? $"but its server says {checksum}" : $"expected {checksum}";
        var error = attempt.Book is null
            ? $"the file has the hash {found}, {claim}"
            : $"all pieces are right, but the file has the hash {found}, {claim}: the hashes contradict each other";
        Disprove(attempt, $"its file has the hash {found} and not the expected one", error);
    }

    /// <summary>The class of an attempt cannot bring the file: the next one may.</summary>
    /// <param name="disproof">Why, as a clause about each of its sources.</param>
    /// <param name="error">Why, when no class is left.</param>
    private void Disprove(Attempt attempt, string disproof, string error)
    {
        _wrongSince ??= Now;
        attempt.Class.Disproof = disproof;
        _disproof = error;
        RejectDisproved();
        var ruling = _election.Rule(attempt.Class, _roster.Pending, isEarly: true, _roster.IsPromising);
        if (ruling.Class is { } next)
        {
            if (!MayBegin(next))
                return;
            StartAttempt(next);
            NoteSources();
        }
        else if (_roster.Awaited == 0 && !AwaitsReturn(s => IsAway(s) && _election.ClassOf(s) is null))
        {
            Conclude(new Conclusion(DownloadEnd.Corrupt, error, null));
        }
    }
}
