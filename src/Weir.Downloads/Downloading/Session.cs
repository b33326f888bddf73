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
    private readonly Stream? _output;
    private readonly int _named;
    private readonly List<SourceRun> _sources = [];
    private readonly List<Slot> _slots = [];
    private readonly Roster _roster;
    private readonly Election _election;
    private readonly RateLimit? _limit;
    private readonly ManualResetEventSlim _over = new();
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
    private bool _revealed;
    private Conclusion? _conclusion;

    public Session(
        string id,
        DownloadOptions options,
        IReadOnlyList<SourceAddress> sources,
        Placement placement,
        Journal journal,
        TimeProvider time,
        bool mayGrow = false,
        Stream? output = null
    )
    {
        _output = output;
        _id = id;
        _mayGrow = mayGrow;
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _placement = placement;
        _journal = journal;
        _resumable = journal.Content;
        _named = sources.Count;
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
        _election = new Election(HasProof, options.UsablePieces is not null);
        _limit = options.SharedLimit ?? (options.LimitRate is { } rate ? new RateLimit(rate, time) : null);
    }

    public bool IsOver => _over.IsSet;

    public int SourceCount
    {
        get
        {
            lock (_gate)
                return _sources.Count;
        }
    }

    /// <summary>Samples of the content are taken, to compare sources by.</summary>
    public bool IsSampled => _mayGrow || SourceCount > 1;

    /// <summary>When it began, by the clock's time stamp.</summary>
    public long Started => _started;

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>What there is of the file; null before the first valid answer. For the time after the workers have ended.</summary>
    public Attempt? Attempt => _attempt;

    /// <summary>Blocks until the download is over, or for so long; whether it is over.</summary>
    public bool WaitForEnd(TimeSpan limit)
    {
        if (!_over.Wait(limit))
            return false;
        lock (_gate)
            return true; // Whoever ended it has left.
    }

    /// <summary>Blocks a worker until there is something to do for it; null when the download is over.</summary>
    public Work? Next(Slot slot)
    {
        lock (_gate)
        {
            slot.IsEngaged = slot.IsCalledOff = false;
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
    /// <returns>A Metalink that is worth fetching.</returns>
    public SourceAddress? Join(Slot slot, SourceFacts facts, Revelation? revelation = null)
    {
        lock (_gate)
        {
            if (_conclusion is not null)
                return null;
            var run = _sources[slot.Source];
            if (run.IsRemoved)
                return null;
            run.IsHeld = run.IsStalled = false;
            if (_options.Size is { } expected)
            {
                if (facts.Size is { } size && size != expected)
                {
                    RefuseSize(slot.Source, size, expected);
                    return null;
                }
                facts = facts with { Size = expected };
            }
            run.Facts = run.IgnoresRanges ? facts with { HasRanges = false } : facts;
            slot.TryBytes = 0;
            _roster.Joined(slot.Source);
            _election.Enter(slot.Source, run.Facts);
            if (_election.IsErratic(slot.Source) && run.Facts.Sample is not null)
                run.Facts = run.Facts with { ETag = null, LastModified = null };
            var metalink = revelation is { IsEmpty: false } told ? Reveal(slot.Source, told) : null;
            Reconsider();
            Monitor.PulseAll(_gate);
            return metalink;
        }
    }

    /// <summary>A source has a file of another size than the one that is wanted.</summary>
    private void RefuseSize(int source, long size, long expected)
    {
        _roster.Joined(source);
        // It may still be a member of the class that it left with its former file.
        _convicted.Add(source);
        _roster.Reject(source, $"its file has {size} bytes, the expected one has {expected}");
        if (_roster.AreAllRejected)
            Conclude(
                new Conclusion(
                    DownloadEnd.Corrupt,
                    $"no source has the file of {expected} bytes that is expected",
                    null
                )
            );
        Monitor.PulseAll(_gate);
    }

    public void FailToJoin(Slot slot, Failure failure)
    {
        _options.Start?.Arrive(slot.Source);
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

    /// <summary>Body bytes were read that are held until all of the body is there: their source has not stalled.</summary>
    public void Arrive(Slot slot, FetchWork work, int count)
    {
        lock (_gate)
            if (IsCurrent(slot, work))
                work.Attempt.Plan.Arrive(slot.Id, count, Now);
    }

    /// <summary>Body bytes of a segment were read; says which to write where. <paramref name="surplus"/> lay beyond the range.</summary>
    /// <param name="hasArrived">It was told of before, by <see cref="Arrive"/>.</param>
    public Receipt Receive(Slot slot, FetchWork work, int count, int surplus, bool hasArrived = false)
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
            var receipt = work.Attempt.Plan.Receive(slot.Id, count, Now, hasArrived);
            if (receipt.Take > 0)
                work.Attempt.Accept(new Extent(receipt.Offset, receipt.Offset + receipt.Take));
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
        work.Attempt.HelpProving();
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
            Conclude(
                new Conclusion(
                    DownloadEnd.Cancelled,
                    _output is null ? "interrupted; the same command continues" : "interrupted",
                    null
                )
            );
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
            CallOff(_slots[id]);
        }
        _interrupts.Clear();
    }

    private void InterruptSegments()
    {
        foreach (var slot in _slots)
        {
            if (!slot.HasSegment)
                continue;
            CallOff(slot);
        }
    }

    /// <summary>Takes a slot's work from it; a connection that it is only about to make is of no use any more either.</summary>
    private void CallOff(Slot slot)
    {
        slot.IsCalledOff = true;
        slot.Connection?.Interrupt();
        Relieve(slot);
    }

    private void Notice(string sentence) => _notices.Enqueue(sentence);
}

/// <summary>How a session ended.</summary>
internal sealed record Conclusion(DownloadEnd End, string? Error, StorageFault? Storage)
{
    /// <summary>The file that was to be repaired was right, and stayed the file that it is.</summary>
    public bool IsUntouched { get; init; }
}
