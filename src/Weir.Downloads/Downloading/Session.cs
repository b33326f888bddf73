using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Measurements.Records;
using Weir.Transport.Shaping;

namespace Weir.Downloads.Downloading;

/// <summary>
/// The running state of one download: what the workers report and what they are told. The deciding is done by pure parts
/// (<see cref="Roster"/>: who is there; <see cref="Election"/>: whose file; <see cref="Planner"/>: which bytes); the
/// session calls them under its gate, wakes who waits, and interrupts connections whose work became void.
/// </summary>
internal sealed partial class Session : IDisposable
{
    /// <summary>How long a finished file without a checksum waits for sources that might contradict it.</summary>
    private static readonly TimeSpan Objections = TimeSpan.FromSeconds(1);

    private readonly object _gate = new(); // guards every field below that is not readonly, and what the lists hold
    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Placement _placement;
    private readonly Journal _journal;
    private readonly SourceRun[] _sources;
    private readonly Slot[] _slots;
    private readonly Roster _roster;
    private readonly Election _election;
    private readonly TokenBucket? _limit;
    private readonly ManualResetEventSlim _over = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _interrupts = [];
    private readonly List<Attempt> _formerAttempts = [];
    private readonly Queue<string> _notices = [];
    private readonly Queue<SourceEvent> _changes = [];
    private readonly string _id;
    private JournalContent? _resumable;
    private Attempt? _attempt;
    private TimeSpan? _completeSince;
    private Conclusion? _conclusion;

    public Session(
        string id,
        DownloadOptions options,
        IReadOnlyList<SourceAddress> sources,
        Placement placement,
        Journal journal,
        TimeProvider time
    )
    {
        _id = id;
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _placement = placement;
        _journal = journal;
        _resumable = journal.Content;
        _sources = [.. sources.Select(s => new SourceRun(s))];
        _slots = MakeSlots(sources.Count, options.Connections);
        _roster = new Roster(
            new RosterOptions { Wait = options.Wait, GiveUp = options.GiveUp },
            sources.Count,
            TimeSpan.Zero
        );
        _election = new Election(options.Checksum is not null);
        _limit = options.LimitRate is { } rate ? new TokenBucket(rate.BytesPerSecond, TimeSpan.Zero) : null;
    }

    public bool IsOver => _over.IsSet;

    public int SourceCount => _sources.Length;

    public IReadOnlyList<Slot> Slots => _slots;

    public SourceAddress AddressOf(Slot slot) => _sources[slot.Source].Address;

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
            while (true)
            {
                if (_conclusion is not null)
                    return null;
                if (FindWork(slot, Now) is { } work)
                    return work;
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
            run.IsHeld = run.IsStalled = false;
            run.Facts = run.IgnoresRanges ? facts with { HasRanges = false } : facts;
            slot.TryBytes = 0;
            _roster.Joined(slot.Source);
            _election.Enter(slot.Source, run.Facts);
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
            work.Attempt.Plan.Begin(slot.Id, Now);
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
            run.Accepted += receipt.Take;
            if (receipt.Returned)
                run.IsStalled = false;
            if (receipt.Done)
            {
                Relieve(slot);
                InterruptVoid();
                Monitor.PulseAll(_gate);
            }
            return receipt;
        }
    }

    /// <summary>Bytes that <see cref="Receive"/> accepted are in the part file.</summary>
    public void Written(Slot slot, FetchWork work, long offset, int count)
    {
        var claims = Claims.None;
        lock (_gate)
        {
            if (_attempt != work.Attempt)
                return;
            if (work.Attempt.AddWritten(slot.Id, new Extent(offset, offset + count)))
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
                if (ending.Failure is null && work.Attempt is { IsWholeOnly: true, Size: null })
                    work.Attempt.EndOfFile();
                else
                    work.Attempt.Plan.End(slot.Id, Now);
            }
            if (ending.IgnoredRange)
                Distrust(slot);
            else if (ending.Failure is { } failure && failure.Kind != FailureKind.Interrupted)
                Blame(slot, failure);
            else if (ending.Failure is null)
                slot.Failures = 0;
            CheckComplete();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The target cannot be written: the download ends, what is claimed stays for the next time.</summary>
    public void Fail(StorageFault fault)
    {
        lock (_gate)
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
    }

    public void Cancel()
    {
        lock (_gate)
            Conclude(new Conclusion(DownloadEnd.Cancelled, "interrupted; the same command continues", null));
    }

    public void Dispose()
    {
        // Not under the gate: the hashing threads that are waited for may want it.
        _attempt?.Dispose();
        foreach (var attempt in _formerAttempts)
            attempt.Dispose();
        _over.Dispose();
    }

    private static Slot[] MakeSlots(int sources, int? connections)
    {
        var slots = new Slot[Math.Max(sources, connections ?? sources)];
        for (var i = 0; i < slots.Length; i++)
            slots[i] = new Slot(i, i % sources, isPrimary: i < sources);
        return slots;
    }

    private Work? FindWork(Slot slot, TimeSpan now)
    {
        var source = slot.Source;
        var run = _sources[source];
        if (_roster.StandingOf(source) != Standing.Joined)
            return slot.IsPrimary && _roster.MayTry(source, now) && MayConnect(slot) ? new JoinWork(run.Facts) : null;
        if (_attempt is not { } attempt || !attempt.Class.Members.Contains(source) || now < slot.NotBefore)
            return null;
        if (!attempt.IsWholeOnly && !run.Facts!.HasRanges)
            return null;
        if (!MayConnect(slot))
            return null;
        attempt.Plan.AddConnection(slot.Id, source);
        if (attempt.Plan.Assign(slot.Id, now) is not { } segment)
            return null;
        slot.HasSegment = true;
        run.BeginSegment(now);
        InterruptVoid();
        return new FetchWork(attempt, segment, run.Facts!);
    }

    /// <summary>Keeps to the user's maximum where there are more sources than connections.</summary>
    private bool MayConnect(Slot slot)
    {
        if (_options.Connections is not { } most || most >= _slots.Length || slot.Connection is not null)
            return true;
        return _slots.Count(s => s.Connection is not null) < most;
    }

    private bool IsCurrent(Slot slot, FetchWork work) =>
        _conclusion is null && _attempt == work.Attempt && work.Attempt.Plan.SegmentOf(slot.Id) == work.Segment;

    private void Relieve(Slot slot)
    {
        if (!slot.HasSegment)
            return;
        slot.HasSegment = false;
        _sources[slot.Source].EndSegment(Now);
        _sources[slot.Source].IsStalled = false;
    }

    /// <summary>Puts a failure to a source's account, or only to one connection's while another one works.</summary>
    private void Blame(Slot slot, Failure failure)
    {
        var run = _sources[slot.Source];
        run.Failures++;
        run.IsHeld = false;
        var others = _slots.Any(s => s != slot && s.Source == slot.Source && s.HasSegment);
        if (others && !failure.IsPermanent && failure.Kind != FailureKind.Changed)
        {
            slot.Failures++;
            slot.NotBefore = Now + TimeSpan.FromSeconds(Math.Min(10, 0.25 * Math.Pow(2, slot.Failures)));
            return;
        }
        _roster.Failed(slot.Source, failure, slot.TryBytes, Now);
        slot.TryBytes = 0;
        if (failure.Kind == FailureKind.Changed)
            run.Facts = null;
        _attempt?.Plan.RemoveConnection(slot.Id, Now);
    }

    /// <summary>A source answered a range with the whole file: it may serve the file whole, if no other can do better.</summary>
    private void Distrust(Slot slot)
    {
        var run = _sources[slot.Source];
        run.IgnoresRanges = true;
        run.Failures++;
        run.Facts = run.Facts! with { HasRanges = false };
        Reconsider();
    }

    private void Tally(Slot slot, int bytes)
    {
        _sources[slot.Source].Bytes += bytes;
        slot.TryBytes += bytes;
        if (slot.TryBytes >= 64 << 10)
            _roster.Delivered(slot.Source);
    }

    /// <summary>Asks anew which class of sources to fetch from, and acts on the answer.</summary>
    private void Reconsider()
    {
        var isEarly = _attempt is not { } running || running.Written.Total - running.Resumed < (running.Size ?? 0) / 10;
        var ruling = _election.Rule(_attempt?.Class, _roster.Pending, isEarly);
        if (ruling.IsTie)
        {
            Conclude(new Conclusion(DownloadEnd.Irreconcilable, Disagreement(), null));
            return;
        }
        if (ruling.Class is not { } chosen)
            return;
        if (_attempt?.Class != chosen)
            StartAttempt(chosen);
        else if (_attempt.IsWholeOnly != IsWholeOnly(chosen))
            Replan();
        NoteSources();
        Sort(chosen);
    }

    private bool IsWholeOnly(SourceClass group) => !group.Members.Exists(m => _sources[m].Facts is { HasRanges: true });

    /// <summary>Without a checksum the minority takes no further part; with one its turn may still come.</summary>
    private void Sort(SourceClass chosen)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            var isChosen = chosen.Members.Contains(i);
            if (isChosen && _roster.StandingOf(i) == Standing.Rejected)
                _roster.Readmit(i, Now);
            else if (
                !isChosen
                && _options.Checksum is null
                && _roster.StandingOf(i) == Standing.Joined
                && IsOutvoted(chosen)
            )
                _roster.Reject(i, Difference(i, chosen));
        }
    }

    private bool IsOutvoted(SourceClass chosen) =>
        chosen.Members.Count * 2 > _election.Classes.Sum(c => c.Members.Count);

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
        if (part is null)
        {
            part = PartFile.Create(_placement.Part, size, out fault);
            fault ??= _journal.Restart(
                new JournalHeader(
                    JournalHeader.CurrentVersion,
                    size,
                    group.Facts.Sample,
                    _options.Checksum?.ToString(),
                    BootId.Current,
                    _options.Sync
                )
            );
        }
        if (fault is not null)
        {
            part?.Dispose();
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            return;
        }
        var attempt = new Attempt(group, part!, written, IsWholeOnly(group), MakePlan);
        _attempt = attempt;
        if (_options.Checksum is { } checksum)
            attempt.StartHashing(checksum.Algorithm, hashed => OnHashed(attempt, hashed));
        CheckComplete();
    }

    private (PartFile? Part, ExtentSet Written) TryResume(SourceClass group)
    {
        var content = _resumable;
        _resumable = null;
        if (content is null || group.Facts.Size is not { } size)
            return (null, new ExtentSet());
        var candidates = group.Members.Select(m => (_sources[m].Address.Url, _sources[m].Facts!));
        if (ResumeRules.Refuse(content, candidates, _options.Checksum, BootId.Current) is { } reason)
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
            new PlannerOptions
            {
                Balance = _options.Balance,
                Window =
                    _options.Checksum is not null && _options.Balance == Balance.Dynamic
                        ? DownloadOptions.HashWindow
                        : null,
                ExpectedConnections = Math.Min(_slots.Length, _options.Connections ?? _slots.Length),
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
            attempt.Plan.AdvanceWindow(hashed);
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
        _completeSince ??= Now;
        if (_options.Checksum is null && _roster.Pending > 0 && Now - _completeSince < Objections)
            return;
        Conclude(new Conclusion(DownloadEnd.Done, null, null));
    }

    private void Disprove(Attempt attempt, Content.Hashes.Checksum checksum)
    {
        var found =
            $"{Content.Hashes.HashAlgorithms.Name(checksum.Algorithm)}:{Convert.ToHexStringLower(attempt.Hasher!.Result!)}";
        if (attempt.Resumed > 0)
        {
            Notice($"the file that was continued has the hash {found}; fetching all of it anew");
            StartAttempt(attempt.Class);
            return;
        }
        attempt.Class.IsDisproved = true;
        for (var i = 0; i < _sources.Length; i++)
            if (attempt.Class.Members.Contains(i))
                _roster.Reject(i, $"its file has the hash {found} and not the expected one");
        var ruling = _election.Rule(attempt.Class, _roster.Pending, isEarly: true);
        if (ruling.Class is { } next)
        {
            StartAttempt(next);
            NoteSources();
        }
        else if (_roster.Pending == 0)
        {
            Conclude(new Conclusion(DownloadEnd.Corrupt, $"the file has the hash {found}, expected {checksum}", null));
        }
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
