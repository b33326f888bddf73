using Weir.Content.Hashes;
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

    /// <summary>Asks anew which class of sources to fetch from, and acts on the answer.</summary>
    private void Reconsider()
    {
        RejectDisproved();
        var isEarly = _attempt is not { } running || running.Written.Total < (running.Size ?? 0) / 10;
        var isLate = _attempt is not null && (_hasAdded || (!isEarly && Now - _attemptSince > Late));
        var ruling = _election.Rule(_attempt?.Class, _roster.Pending, isEarly, _roster.IsPromising, isLate);
        if (ruling.IsTie)
        {
            Conclude(new Conclusion(DownloadEnd.Irreconcilable, Disagreement(), null));
            return;
        }
        if (ruling.Class is not { } chosen)
            return;
        if (_attempt?.Class != chosen)
        {
            if (!MayBegin(chosen))
                return;
            StartAttempt(chosen);
        }
        else if (_attempt.IsWholeOnly != IsWholeOnly(chosen))
            Replan();
        NoteSources();
        Sort(chosen);
    }

    /// <summary>
    /// Whether to begin with a class, or to wait for the answers of others first: whoever answers first may neither cost
    /// what an earlier process has left, nor end the download by a size that no disk takes.
    /// </summary>
    private bool MayBegin(SourceClass chosen)
    {
        if (_resumable is { } left)
        {
            if (Refuse(left, chosen) is null)
                return true;
            _waitsSince ??= Now;
            return _roster.Pending == 0 || Now - _waitsSince >= _options.Objections;
        }
        if (
            chosen.Facts.Size is not { } size
            || _options.DiskWait > TimeSpan.Zero
            || FreeSpace.Check(_placement.Part, size) is null
        )
            return true;
        if (_options.Checksum is null || !_election.Classes.Any(c => c != chosen && !c.IsDisproved))
            return _roster.Pending == 0;
        chosen.Disproof = $"its file of {size} bytes does not fit on the disk";
        RejectDisproved();
        return false;
    }

    private string? Refuse(JournalContent left, SourceClass group)
    {
        var candidates = group.Members.Select(m => (_sources[m].Address.Url, _sources[m].Facts ?? group.Facts));
        return ResumeRules.Refuse(left, candidates, _options.Checksum, BootId.Current);
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
            if (isChosen && _roster.StandingOf(i) == Standing.Rejected)
                _roster.Readmit(i, Now);
            else if (
                !isChosen
                && _options.Checksum is null
                && _roster.StandingOf(i) == Standing.Joined
                && _election.HasMajority(chosen)
            )
                _roster.Reject(i, Difference(i, chosen));
        }
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
        if (_attempt is { } former)
        {
            InterruptSegments();
            _formerAttempts.Add(former);
            Notice($"starting over from {_sources[group.Members[0]].Address.Url} and those that agree with it");
        }
        _attempt = null;
        _completeSince = null;
        var size = group.Facts.Size;
        var (part, written) = TryResume(group);
        StorageFault? fault = null;
        if (_conclusion is not null)
            return;
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
        var attempt = new Attempt(group, part!, written, IsWholeOnly(group), MakePlan);
        _attempt = attempt;
        _attemptSince = Now;
        if (_options.Checksum is { } checksum)
            attempt.StartHashing(checksum.Algorithm, hashed => OnHashed(attempt, hashed));
        CheckComplete();
    }

    private StorageFault? RestartJournal(SourceClass group) =>
        _journal.Restart(
            new JournalHeader(
                JournalHeader.CurrentVersion,
                group.Facts.Size,
                group.Facts.Sample,
                _options.Checksum?.ToString(),
                BootId.Current,
                _options.Sync
            )
        );

    private (PartFile? Part, ExtentSet Written) TryResume(SourceClass group)
    {
        var content = _resumable;
        _resumable = null;
        if (content is null || group.Facts.Size is not { } size)
            return (null, new ExtentSet());
        if (Refuse(content, group) is { } reason)
        {
            Notice($"starting from the beginning: {reason}");
            return (null, new ExtentSet());
        }
        if (PartFile.Reopen(_placement.Part, size) is not { } part)
        {
            Notice("starting from the beginning: the part file is missing or has another size than its journal says");
            return (null, new ExtentSet());
        }
        if (_journal.Continue() is { } fault)
        {
            part.Dispose();
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            return (null, new ExtentSet());
        }
        return (part, content.Claims);
    }

    private Planner MakePlan(long? size, ExtentSet have, bool isWholeOnly) =>
        new(
            _options.Planning with
            {
                Balance = _options.Balance,
                Window =
                    _options.Checksum is not null && _options.Balance == Balance.Dynamic
                        ? DownloadOptions.HashWindow
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
        if (_options.Checksum is { } checksum && !checksum.Matches(attempt.Hasher!.Result))
        {
            Disprove(attempt, checksum);
            return;
        }
        if (attempt.Suspect is { } guilty)
            _roster.Reject(guilty, "its file is another one: without what it brought, the hash is right");
        _completeSince ??= Now;
        if (_options.Checksum is null && _roster.Pending > 0)
        {
            // Those who object already are not outvoted before all have been heard.
            if (Now - _completeSince < _options.Objections || !_election.HasMajority(attempt.Class))
                return;
        }
        Conclude(new Conclusion(DownloadEnd.Done, null, null));
    }

    private void Disprove(Attempt attempt, Checksum checksum)
    {
        var found = $"{HashAlgorithms.Name(checksum.Algorithm)}:{Convert.ToHexStringLower(attempt.Hasher!.Result!)}";
        if (attempt.Resumed > 0)
        {
            Notice($"the file that was continued has the hash {found}; fetching all of it anew");
            StartAttempt(attempt.Class);
            NoteSources();
            return;
        }
        if (TrySuspect(attempt))
            return;
        attempt.Class.Disproof = $"its file has the hash {found} and not the expected one";
        RejectDisproved();
        var ruling = _election.Rule(attempt.Class, _roster.Pending, isEarly: true, _roster.IsPromising);
        if (ruling.Class is { } next)
        {
            if (!MayBegin(next))
                return;
            StartAttempt(next);
            NoteSources();
        }
        else if (_roster.Awaited == 0)
        {
            Conclude(new Conclusion(DownloadEnd.Corrupt, $"the file has the hash {found}, expected {checksum}", null));
        }
    }

    /// <summary>
    /// A hash tells that the file is wrong, not where. With several sources in the class, one after the other is left
    /// out: what it brought is fetched from the others. If one of them has another file, the hash is right when its turn
    /// comes. Costs at most as much as the file once more.
    /// </summary>
    private bool TrySuspect(Attempt attempt)
    {
        if (attempt.IsWholeOnly || attempt.NextSuspect() is not { } suspect || !HasOthers(attempt.Class, suspect))
            return false;
        Notice($"the hash is wrong: fetching from the others what {_sources[suspect].Address.Url} brought");
        _formerAttempts.Add(attempt);
        var next = attempt.Without(suspect);
        var fault = RestartJournal(next.Class);
        foreach (var extent in next.Written)
            fault ??= _journal.Claim(extent, _journal.Generation);
        _attempt = next;
        if (fault is not null)
        {
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            return true;
        }
        next.StartHashing(_options.Checksum!.Algorithm, hashed => OnHashed(next, hashed));
        NoteSources();
        return true;
    }

    /// <summary>Some other source of the class can fetch what a suspect brought.</summary>
    private bool HasOthers(SourceClass group, int suspect) =>
        group.Members.Exists(m =>
            m != suspect && _roster.IsPromising(m) && (_sources[m].Facts is null or { HasRanges: true })
        );

    /// <summary>Nobody is left to put a suspicion to the test.</summary>
    private void DropSuspicion()
    {
        if (_attempt is { Suspect: { } suspect, IsWritten: false } attempt && !HasOthers(attempt.Class, suspect))
            Conclude(
                new Conclusion(
                    DownloadEnd.Corrupt,
                    $"the file has not the hash {_options.Checksum}, and no other source is left to find out which part is wrong",
                    null
                )
            );
    }
}
