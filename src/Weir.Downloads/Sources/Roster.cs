namespace Weir.Downloads.Sources;

/// <summary>
/// Which sources are there, which are to be tried again and when, and whether there is any hope left. Pure: the time
/// comes in with each call. The session calls it under its lock.
/// </summary>
internal sealed class Roster
{
    private readonly RosterOptions _options;
    private readonly List<Entry> _entries = [];
    private readonly TimeSpan _start;
    private TimeSpan? _noneLeftSince;
    private bool _anyAnswered;

    public Roster(RosterOptions options, int sources, TimeSpan now)
    {
        _options = options;
        _start = now;
        for (var i = 0; i < sources; i++)
            Add(now);
    }

    /// <summary>One more source, to be tried at once.</summary>
    public void Add(TimeSpan now) => _entries.Add(new Entry { NextTry = now });

    /// <summary>A further source, that another one has named. Nobody waits for its first answer.</summary>
    public void AddExtra(TimeSpan now) => _entries.Add(new Entry { NextTry = now, IsExtra = true });

    /// <summary>Sources that have neither answered nor failed yet.</summary>
    public int Pending => _entries.Count(e => e is { Standing: Standing.Untried, IsExtra: false });

    public bool AreAllRejected => _entries.All(e => e.Standing == Standing.Rejected);

    public int Available => _entries.Count(e => e.Standing == Standing.Joined);

    public Standing StandingOf(int source) => _entries[source].Standing;

    public string? ReasonOf(int source) => _entries[source].Reason;

    /// <summary>Whether a connection to the source may be tried now.</summary>
    public bool MayTry(int source, TimeSpan now) =>
        _entries[source] is { Standing: not (Standing.Refused or Standing.Rejected or Standing.Removed) } entry
        && now >= entry.NextTry;

    /// <summary>Sources that may yet bring an answer: those pending, and those to be tried again soon.</summary>
    public int Awaited => _entries.Count(e => e.Standing is Standing.Untried or Standing.BackingOff);

    /// <summary>
    /// It is there or may soon be. One that was given up and answers again is on probation: it gets work, but counts
    /// for nothing until it has brought bytes.
    /// </summary>
    public bool IsPromising(int source) => IsPromising(_entries[source]);

    /// <summary>The source gave a valid answer. It is usable, but only bytes make its earlier failures forgotten.</summary>
    public void Joined(int source)
    {
        var entry = _entries[source];
        if (entry.Standing is Standing.Rejected or Standing.Removed)
            return;
        entry.Standing = Standing.Joined;
        // On probation it keeps what it was given up for, in case that it is so to the end.
        if (IsPromising(entry))
            entry.Reason = null;
        _anyAnswered = true;
    }

    /// <summary>A try at the source failed after it had brought <paramref name="bytes"/>.</summary>
    public void Failed(int source, Failure failure, long bytes, TimeSpan now)
    {
        var entry = _entries[source];
        if (entry.Standing is Standing.Rejected or Standing.Removed)
            return;
        entry.Reason = failure.Reason;
        entry.HasAskedForPatience = failure.RetryAfter is not null;
        if (failure.IsPermanent)
        {
            entry.Standing = Standing.Refused;
            return;
        }

        entry.Failures = bytes >= _options.UsefulBytes ? 0 : entry.Failures + 1;
        if (!_anyAnswered)
        {
            entry.Standing = Standing.BackingOff;
            entry.Failures = Math.Min(entry.Failures, 1);
            entry.NextTry = now + Patience(failure, _options.WaitingPause);
            return;
        }
        var isGivenUp = entry.Failures >= _options.MostFailures;
        entry.Standing = isGivenUp ? Standing.GivenUp : Standing.BackingOff;
        var doubled = _options.FirstPause * Math.Pow(2, Math.Clamp(entry.Failures, 1, _options.MostFailures) - 1);
        entry.NextTry = now + Patience(failure, isGivenUp ? _options.GivenUpPause : doubled);
    }

    /// <summary>It cannot be tried for the first time yet, which is not its fault: a place for it is waited for.</summary>
    public void Postpone(int source, string reason)
    {
        var entry = _entries[source];
        if (entry.Standing != Standing.Untried)
            return;
        (entry.Standing, entry.Reason) = (Standing.BackingOff, reason);
        entry.HasAskedForPatience = true;
    }

    /// <summary>Enough bytes came for earlier failures to be forgotten.</summary>
    public void Delivered(int source)
    {
        var entry = _entries[source];
        entry.Failures = 0;
        if (entry.Standing == Standing.Joined)
            entry.Reason = null;
    }

    /// <summary>The source's file is another one: it takes no further part.</summary>
    public void Reject(int source, string reason)
    {
        var entry = _entries[source];
        if (entry.Standing != Standing.Removed)
            (entry.Standing, entry.Reason) = (Standing.Rejected, reason);
    }

    /// <summary>The user wants no more of it.</summary>
    public void Remove(int source) =>
        (_entries[source].Standing, _entries[source].Reason) = (Standing.Removed, "taken out of the download");

    /// <summary>A rejected source turns out to be wanted after all.</summary>
    public void Readmit(int source, TimeSpan now)
    {
        var entry = _entries[source];
        entry.Standing = Standing.Joined;
        entry.Reason = null;
        entry.Failures = 0;
        entry.NextTry = now;
    }

    /// <summary>Whether it is worth going on.</summary>
    public Hope Judge(TimeSpan now)
    {
        if (_entries.TrueForAll(e => e.Standing is Standing.Refused or Standing.Rejected or Standing.Removed))
            return Hope.Gone;
        if (!_anyAnswered)
        {
            var allTried = _entries.TrueForAll(e => e.Standing != Standing.Untried);
            return allTried && now >= _start + _options.Wait && !_entries.Exists(MayAnswerInTime)
                ? Hope.NeverWas
                : Hope.Alive;
        }
        if (_entries.Exists(IsPromising))
        {
            _noneLeftSince = null;
            return Hope.Alive;
        }
        _noneLeftSince ??= now;
        return now - _noneLeftSince >= _options.GiveUp ? Hope.Gone : Hope.Alive;
    }

    private bool IsPromising(Entry entry) =>
        entry.Standing is Standing.Untried or Standing.Joined or Standing.BackingOff
        && entry.Failures < _options.MostFailures;

    /// <summary>A busy server that says when to come again is there: it is waited for as one that was there would be.</summary>
    private bool MayAnswerInTime(Entry entry) =>
        entry is { Standing: Standing.BackingOff, HasAskedForPatience: true }
        && entry.NextTry <= _start + _options.GiveUp;

    private TimeSpan Patience(Failure failure, TimeSpan pause)
    {
        var asked = failure.RetryAfter ?? TimeSpan.Zero;
        return asked > _options.MostPatience ? _options.MostPatience
            : asked > pause ? asked
            : pause;
    }

    private sealed class Entry
    {
        public bool IsExtra { get; init; }
        public Standing Standing { get; set; }
        public string? Reason { get; set; }
        public int Failures { get; set; }
        public TimeSpan NextTry { get; set; }
        public bool HasAskedForPatience { get; set; }
    }
}

/// <summary>Where a source stands.</summary>
internal enum Standing
{
    /// <summary>Its first answer is awaited.</summary>
    Untried,
    Joined,

    /// <summary>Failed, to be tried again.</summary>
    BackingOff,

    /// <summary>Failed too often in a row; asked only now and then.</summary>
    GivenUp,

    /// <summary>It said no in a way that trying again does not change.</summary>
    Refused,

    /// <summary>It has another file.</summary>
    Rejected,

    /// <summary>The user took it out.</summary>
    Removed,
}

internal enum Hope
{
    Alive,

    /// <summary>No source ever answered within the time allowed.</summary>
    NeverWas,

    /// <summary>All that once answered, or could, are gone for good.</summary>
    Gone,
}
