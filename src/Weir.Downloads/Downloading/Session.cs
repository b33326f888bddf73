using Weir.Downloads.Adapting;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Measurements.Records;

namespace Weir.Downloads.Downloading;

/// <summary>
/// The running state of one download: what the workers report and what they are told. The deciding is done by pure parts
/// (<see cref="Roster"/>: who is there; <see cref="Election"/>: whose file; <see cref="Planner"/>: which bytes;
/// <see cref="AdaptiveConnections"/>: over how many connections); the session calls them under its gate, wakes who waits, and interrupts connections whose work became void.
/// </summary>
internal sealed partial class Session : IDisposable
{
    private readonly object _gate = new(); // guards every field below that is not readonly, and what the lists hold
    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Placement _placement;
    private readonly Journal _journal;
    private readonly List<SourceRun> _sources = [];
    private readonly List<Slot> _slots = [];
    private readonly Roster _roster;
    private readonly Election _election;
    private readonly RateLimit? _limit;
    private readonly ManualResetEventSlim _over = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _interrupts = [];
    private readonly List<Attempt> _formerAttempts = [];
    private readonly Queue<string> _notices = [];
    private readonly Queue<SourceEvent> _changes = [];
    private readonly string _id;
    private readonly bool _mayGrow;
    private JournalContent? _resumable;
    private Attempt? _attempt;
    private TimeSpan? _completeSince;
    private TimeSpan? _waitsSince;
    private Conclusion? _conclusion;

    public Session(
        string id,
        DownloadOptions options,
        IReadOnlyList<SourceAddress> sources,
        Placement placement,
        Journal journal,
        TimeProvider time,
        bool mayGrow = false
    )
    {
        _id = id;
        _mayGrow = mayGrow;
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _placement = placement;
        _journal = journal;
        _resumable = journal.Content;
        _roster = new Roster(
            options.Patience with
            {
                Wait = options.Wait,
                GiveUp = options.GiveUp,
            },
            sources: 0,
            TimeSpan.Zero
        );
        _adaptive = new AdaptiveConnections(options.Adaptive);
        foreach (var source in sources)
            AddSource(source, TimeSpan.Zero);
        for (var i = sources.Count; i < (options.Connections ?? 0); i++)
            AddSlot(i % sources.Count);
        _election = new Election(options.Checksum is not null);
        _limit = options.SharedLimit ?? (options.LimitRate is { } rate ? new RateLimit(rate, time) : null);
    }

    public bool IsOver => _over.IsSet;

    public int SourceCount => _sources.Count;

    /// <summary>Samples of the content are taken, to compare sources by.</summary>
    public bool IsSampled => _mayGrow || SourceCount > 1;

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Completes when the download is over.</summary>
    public Task Completed => _completed.Task;

    /// <summary>What there is of the file; null before the first valid answer. For the time after the workers have ended.</summary>
    public Attempt? Attempt => _attempt;

    /// <summary>Blocks a worker until there is something to do for it; null when the download is over.</summary>
    public Work? Next(Slot slot)
    {
        lock (_gate)
        {
            slot.IsEngaged = false;
            if (slot.Connection is null || _conclusion is not null)
                GiveUpSeat(slot);
            while (true)
            {
                if (_conclusion is not null)
                    return null;
                if (FindWork(slot, Now) is { } work)
                {
                    slot.IsEngaged = true;
                    return work;
                }
                if ((IsScarce || IsCapped(slot) || !IsAllowed(slot) || _isPaused) && slot.Connection is not null)
                    return new LeaveWork();
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>A source gave a valid first answer.</summary>
    public void Join(Slot slot, SourceFacts facts)
    {
        lock (_gate)
        {
            if (_conclusion is not null)
                return;
            var run = _sources[slot.Source];
            if (run.IsRemoved)
                return;
            run.IsHeld = run.IsStalled = false;
            run.Facts = run.IgnoresRanges ? facts with { HasRanges = false } : facts;
            slot.TryBytes = 0;
            _roster.Joined(slot.Source);
            _election.Enter(slot.Source, run.Facts);
            if (_election.IsErratic(slot.Source) && run.Facts.Sample is not null)
                run.Facts = run.Facts with { ETag = null, LastModified = null };
            Reconsider();
            Monitor.PulseAll(_gate);
        }
    }

    public void FailToJoin(Slot slot, Failure failure)
    {
        lock (_gate)
        {
            if (_conclusion is not null || failure.Kind == FailureKind.Interrupted)
                return;
            Blame(slot, failure);
            Reconsider();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The head of a segment's answer was right. False when the segment is no longer wanted.</summary>
    public bool Begin(Slot slot, FetchWork work)
    {
        lock (_gate)
        {
            _sources[slot.Source].IsHeld = false;
            if (!IsCurrent(slot, work))
                return false;
            _sources[slot.Source].Recover(Now);
            work.Attempt.Plan.Begin(slot.Id, Now);
            _limit?.Forfeit();
            return true;
        }
    }

    /// <summary>An interim answer came: 102 says that the server knows of the request and holds it back.</summary>
    public void Interim(Slot slot, FetchWork? work, int status)
    {
        if (status != 102)
            return;
        lock (_gate)
        {
            _sources[slot.Source].IsHeld = true;
            if (work is not null && IsCurrent(slot, work))
                work.Attempt.Plan.Hold(slot.Id, Now);
        }
    }

    /// <summary>Body bytes of a segment were read; says which to write where. <paramref name="surplus"/> lay beyond the range.</summary>
    public Receipt Receive(Slot slot, FetchWork work, int count, int surplus)
    {
        lock (_gate)
        {
            var run = _sources[slot.Source];
            Tally(slot, count + surplus);
            if (!IsCurrent(slot, work))
            {
                Relieve(slot);
                return new Receipt(count, 0, 0, Done: true, Returned: false);
            }
            var receipt = work.Attempt.Plan.Receive(slot.Id, count, Now);
            Credit(slot, receipt.Take);
            if (receipt.Returned)
            {
                run.IsStalled = false;
                run.Recover(Now);
            }
            if (receipt.Done)
            {
                Relieve(slot);
                InterruptVoid();
                Monitor.PulseAll(_gate);
            }
            return receipt;
        }
    }

    /// <summary>Bytes that <see cref="Receive"/> accepted are in the part file, which took so long.</summary>
    public void Written(Slot slot, FetchWork work, long offset, int count, TimeSpan took)
    {
        var claims = Claims.None;
        lock (_gate)
        {
            NoteSpace();
            if (_attempt != work.Attempt)
                return;
            _sources[slot.Source].HeldBack += took;
            if (work.Attempt.AddWritten(slot.Id, slot.Source, new Extent(offset, offset + count)))
                claims = new Claims(work.Attempt, work.Attempt.TakeClaims(all: false), _journal.Generation);
            if (work.Attempt.IsWritten)
                CheckComplete();
        }
        Claim(claims);
    }

    /// <summary>A worker is through with a segment, for better or worse.</summary>
    public void End(Slot slot, FetchWork work, Ending ending)
    {
        lock (_gate)
        {
            var isCurrent = _attempt == work.Attempt && _conclusion is null;
            var isWanted = IsCurrent(slot, work);
            Relieve(slot);
            if (!isCurrent)
                return;
            if (isWanted)
            {
                var isEnd = ending.Failure is null && work.Attempt is { IsWholeOnly: true, Size: null };
                if (!isEnd || !work.Attempt.TryEndOfFile(slot.Id))
                    work.Attempt.Plan.End(slot.Id, Now);
            }
            if (ending.IgnoredRange)
                Distrust(slot);
            else if (ending.Failure is { } failure && failure.Kind != FailureKind.Interrupted && IsNews(failure))
                Blame(slot, failure);
            else if (ending.Failure is null)
                slot.Failures = 0;
            CheckComplete();
            Monitor.PulseAll(_gate);
        }

        // That the file has changed is one failure of the source, however many of its connections see it.
        bool IsNews(Failure failure) =>
            failure.Kind != FailureKind.Changed || _sources[slot.Source].Facts == work.Known;
    }

    /// <summary>The target cannot be written: the download ends, what is claimed stays for the next time.</summary>
    public void Fail(StorageFault fault)
    {
        lock (_gate)
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
    }

    /// <summary>A worker met a bug: the download ends in order, and what is claimed stays.</summary>
    public void Crash(Exception bug)
    {
        lock (_gate)
            Conclude(new Conclusion(DownloadEnd.Unavailable, $"internal error: {bug.Message}", null));
    }

    public void Cancel()
    {
        lock (_gate)
            Conclude(new Conclusion(DownloadEnd.Cancelled, "interrupted; the same command continues", null));
    }

    public void Dispose()
    {
        lock (_gate)
            foreach (var slot in _slots)
                GiveUpSeat(slot);
        // Not under the gate: the hashing threads that are waited for may want it.
        _attempt?.Dispose();
        foreach (var attempt in _formerAttempts)
            attempt.Dispose();
        // _over is left to the collector: a worker that is stuck in the operating system may still ask it.
    }

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
        if (attempt.Suspect == source || (!attempt.IsWholeOnly && !run.Facts!.HasRanges))
            return null;
        if (!IsAllowed(slot) || !MayConnect(slot) || !TakeSeat(slot))
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
        return new FetchWork(attempt, segment, run.Facts!, attempt.IsWholeOnly);
    }

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

    private void Tally(Slot slot, int bytes)
    {
        slot.ConnectionBytes += bytes;
        _sources[slot.Source].Bytes += bytes;
    }

    /// <summary>Only bytes that the file needed make earlier failures forgotten: the same ones again do not.</summary>
    private void Credit(Slot slot, int bytes)
    {
        _sources[slot.Source].Accepted += bytes;
        slot.TryBytes += bytes;
        if (slot.TryBytes >= 64 << 10)
            _roster.Delivered(slot.Source);
    }

    private void Conclude(Conclusion conclusion)
    {
        if (_conclusion is not null)
            return;
        _conclusion = conclusion;
        SettleStates();
        _over.Set();
        _completed.TrySetResult();
        foreach (var slot in _slots)
            slot.Connection?.Interrupt();
        Monitor.PulseAll(_gate);
    }

    private void InterruptVoid()
    {
        if (_attempt is null)
            return;
        _attempt.Plan.TakeInterrupts(_interrupts);
        foreach (var id in _interrupts)
        {
            _slots[id].Connection?.Interrupt();
            Relieve(_slots[id]);
        }
        _interrupts.Clear();
    }

    private void InterruptSegments()
    {
        foreach (var slot in _slots)
        {
            if (!slot.HasSegment)
                continue;
            slot.Connection?.Interrupt();
            Relieve(slot);
        }
    }

    private void Notice(string sentence) => _notices.Enqueue(sentence);
}

/// <summary>How a session ended.</summary>
internal sealed record Conclusion(DownloadEnd End, string? Error, StorageFault? Storage);
