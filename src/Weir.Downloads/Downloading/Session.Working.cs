using Weir.Downloads.Fetching;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>What a free worker is to do, and what a failure means for its source.</summary>
internal sealed partial class Session
{
    private Work? FindWork(Slot slot, TimeSpan now)
    {
        if (_isPaused)
            return null;
        var source = slot.Source;
        var run = _sources[source];
        if (_roster.StandingOf(source) != Standing.Joined)
            return slot.IsPrimary && _roster.MayTry(source, now) && MayConnect(slot) && TakeSeat(slot)
                ? new JoinWork(run.Facts, run.HasChanged)
                : null;
        if (_attempt is not { } attempt || !attempt.Class.Members.Contains(source) || now < slot.NotBefore)
            return null;
        if (run.Facts is not { } facts || !attempt.Takes(source) || (!attempt.IsWholeOnly && !facts.HasRanges))
            return null;
        if (!IsAllowed(slot))
            return null;
        if (FindTrial(slot, attempt) is { } trial)
            return trial;
        if (!MayConnect(slot) || !TakeSeat(slot))
            return null;
        attempt.Plan.AddConnection(slot.Id, source);
        attempt.Plan.IsAwaitingOthers = _roster.Pending > 0;
        if (attempt.Plan.Assign(slot.Id, now) is not { } segment)
        {
            if (slot.Connection is null)
                GiveUpSeat(slot);
            return null;
        }
        slot.HasSegment = true;
        slot.WorksSince = now;
        run.BeginSegment(now);
        run.MostConnections = Math.Max(run.MostConnections, _slots.Count(s => s.Source == source && s.HasSegment));
        InterruptVoid();
        var declared = IsDeclared(attempt, facts) ? BodyDigest.LengthAt(segment.Connection.Rate.BytesPerSecond) : 0;
        return new FetchWork(attempt, segment, facts, attempt.IsWholeOnly, declared);
    }

    /// <summary>
    /// Whether the first answer of a source is to show that it hashes bodies, which costs it next to nothing there. Not where
    /// others share the server in a run, nor for who measures it.
    /// </summary>
    public bool TriesDeclarations => _options is { Mirrors: true, Client: null, UsablePieces: null };

    /// <summary>
    /// Whether bodies are to come with their hash. That has the server read all of them twice, so it is for those that do it
    /// on request, and where it pays: nothing else proves the bytes, or the hash of the whole has been wrong before, and
    /// would not say where.
    /// </summary>
    private bool IsDeclared(Attempt attempt, SourceFacts facts) =>
        facts.DeclaresBodies
        && TriesDeclarations
        && _runId is null
        && attempt is { Book: null, IsWholeOnly: false }
        && (attempt.Expected is null || attempt.Suspicion is not null || _formerAttempts.Count > 0);

    /// <summary>There are more sources than connections allowed: who has no work makes room for the others.</summary>
    private bool IsScarce => _options.Connections < _slots.Count;

    /// <summary>Keeps to the user's maximum; who has work counts from then on, connected or not yet.</summary>
    private bool MayConnect(Slot slot) =>
        !IsScarce
        || slot.Connection is not null
        || _slots.Count(s => s != slot && (s.IsEngaged || s.Connection is not null)) < _options.Connections;

    private bool IsCurrent(Slot slot, FetchWork work) =>
        _conclusion is null && _attempt == work.Attempt && work.Attempt.Plan.SegmentOf(slot.Id) == work.Segment;

    private void Relieve(Slot slot)
    {
        if (!slot.HasSegment)
            return;
        var run = _sources[slot.Source];
        slot.HasSegment = false;
        run.Worked += Now - slot.WorksSince;
        run.EndSegment(Now);
        run.IsStalled = false;
    }

    private static bool HasBrought(Slot slot) => slot is { Connection: not null, ConnectionBytes: > 0 };

    /// <summary>Puts a failure to a source's account, or only to one connection's while another one works.</summary>
    private void Blame(Slot slot, Failure failure)
    {
        var run = _sources[slot.Source];
        run.Failures++;
        run.LastFailure = failure.Reason;
        run.Suffer(Now);
        run.IsHeld = false;
        Heed(slot, failure);
        // Also one that has just brought a segment and is about to get the next.
        var others = _slots.Any(s => s != slot && s.Source == slot.Source && (s.HasSegment || HasBrought(s)));
        if (others && failure.Kind != FailureKind.Changed)
        {
            slot.Failures++;
            slot.NotBefore = Now + TimeSpan.FromSeconds(Math.Min(10, 0.25 * Math.Pow(2, slot.Failures)));
            WithdrawFailing(slot, failure);
            return;
        }
        _roster.Failed(slot.Source, failure, slot.TryBytes, Now);
        slot.TryBytes = 0;
        run.HasChanged |= failure.Kind == FailureKind.Changed;
        if (failure.Kind == FailureKind.Changed && _roster.StandingOf(slot.Source) != Standing.Rejected)
            run.Facts = null;
        _attempt?.Plan.RemoveConnection(slot.Id, Now);
    }

    /// <summary>A source answered a range with the whole file: it may serve the file whole, if no other can do better.</summary>
    private void Distrust(Slot slot)
    {
        var run = _sources[slot.Source];
        run.IgnoresRanges = true;
        run.Failures++;
        // What it said may be forgotten by now: another of its connections saw that the file has changed.
        if (run.Facts is { } facts)
            run.Facts = facts with { HasRanges = false };
        Reconsider();
    }
}
