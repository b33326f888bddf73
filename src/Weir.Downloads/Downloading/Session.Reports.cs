using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Downloads.Downloading;

/// <summary>What the session's surroundings see of it: ticks in; progress, changes and the record out.</summary>
internal sealed partial class Session
{
    public Conclusion? Conclusion
    {
        get
        {
            lock (_gate)
                return _conclusion;
        }
    }

    /// <summary>No source has ever answered, not even that it holds the request.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
                return _attempt is null
                    && _roster.Available == 0
                    && _conclusion is null
                    && !_sources.Exists(source => source.IsHeld);
        }
    }

    /// <summary>Lets time pass: stalls, second tries, hope that is lost. Claims what was written.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            if (_conclusion is null)
                PassTime(Now);
        }
        FlushClaims();
    }

    /// <summary>Notes when the part file was last written to, now that nobody writes to it any more.</summary>
    public void Stamp()
    {
        if (_attempt?.Part.LastWrite is { } written)
            _journal.Stamp(written);
    }

    /// <summary>Claims all that is written so far.</summary>
    public void FlushClaims()
    {
        Claims claims;
        lock (_gate)
            claims = _attempt is null
                ? Claims.None
                : new Claims(_attempt, _attempt.TakeClaims(all: true), _journal.Generation);
        Claim(claims);
    }

    /// <summary>Hands over what happened since the last time.</summary>
    public void TakeNews(out SourceEvent[] changes, out string[] notices)
    {
        lock (_gate)
        {
            changes = [.. _changes];
            notices = [.. _notices];
            _changes.Clear();
            _notices.Clear();
        }
    }

    public ProgressEvent Progress()
    {
        lock (_gate)
        {
            var have = (_attempt?.Written.Total ?? 0) - (_attempt?.Unproven ?? 0);
            var size = _attempt?.Size;
            var rate = 0.0;
            var sources = new SourceProgress[_sources.Count];
            for (var i = 0; i < sources.Length; i++)
            {
                var own = _attempt?.Plan.RateOf(i) ?? 0;
                rate += own;
                sources[i] = ProgressOf(i, own);
            }
            return new ProgressEvent
            {
                Id = _id,
                At = _time.GetUtcNow(),
                Bytes = have,
                Size = size,
                Throughput = BitRate.FromBytesPerSecond(rate),
                Eta = size is { } whole && rate > 0 ? TimeSpan.FromSeconds(Math.Min((whole - have) / rate, 1e9)) : null,
                Sources = sources,
                Map = _attempt?.Map(),
            };
        }
    }

    private SourceProgress ProgressOf(int source, double rate) =>
        new()
        {
            Url = _sources[source].Address.Url,
            State = _sources[source].State,
            Bytes = _sources[source].Bytes,
            Throughput = BitRate.FromBytesPerSecond(rate),
            Ranges = RangesOf(source),
        };

    /// <summary>The record of the download, once it is over.</summary>
    public TransferRecord ToRecord(
        Verification verified,
        TransferOutcome outcome,
        string? error,
        DateTimeOffset startedAt
    )
    {
        lock (_gate)
        {
            var now = Now;
            var duration = now - _released;
            var bytes = _attempt?.Written.Total ?? 0;
            var resumed = _attempt?.Resumed ?? 0;
            var taken = 0L;
            foreach (var run in _sources)
                taken += run.Bytes;
            return new TransferRecord
            {
                Id = _id,
                StartedAt = startedAt + _released,
                Agent = _options.Agent,
                Target = _options.Target ?? _sources[0].Address.PublicUrl,
                RunId = _runId,
                Client = _options.Client,
                File = Path.GetFileName(_placement.Target),
                Size = _attempt?.Size,
                Bytes = bytes,
                ResumedBytes = resumed,
                WastedBytes = taken - (bytes - resumed),
                Duration = duration,
                Response = _firstByte,
                Throughput = duration > TimeSpan.Zero ? BitRate.FromBytes(bytes - resumed, duration) : null,
                Verified = verified,
                Sha256 = verified is Verification.Sha256 or Verification.Digest ? _attempt!.Expected!.Hex : null,
                Outcome = outcome,
                Error = error,
                Sources = [.. _sources.Select(s => s.ToRecord(now))],
            };
        }
    }

    private void PassTime(TimeSpan now)
    {
        if (_attempt is { } attempt)
        {
            foreach (var verdict in attempt.Plan.Tick(now))
                Act(verdict);
            InterruptVoid();
        }
        Reconsider();
        Adapt(now);
        LetGo();
        CheckTrials();
        CheckComplete();
        DropSuspicion();
        var hope = _conclusion is null && !_isPaused ? _roster.Judge(now) : Hope.Alive;
        if (hope != Hope.Alive && _completeSince is null && _attempt is not { HasAll: true })
            Conclude(
                _disproof is { } error && _attempt is { Class.IsDisproved: true }
                    ? new Conclusion(DownloadEnd.Corrupt, error, null)
                    : new Conclusion(DownloadEnd.Unavailable, Despair(hope), null)
            );
        NoteStates();
        Monitor.PulseAll(_gate);
    }

    private void Act(Verdict verdict)
    {
        var slot = _slots[verdict.Connection];
        if (verdict.Kind == VerdictKind.Stalled)
        {
            _sources[slot.Source].IsStalled = true;
            _sources[slot.Source].Suffer(Now - _options.StallTimeout);
            return;
        }
        var failure =
            verdict.Kind == VerdictKind.Slow
                ? new Failure(
                    FailureKind.Slow,
                    $"slow: {BitRate.FromBytesPerSecond(verdict.BytesPerSecond)}, under a twentieth of the median "
                        + $"{BitRate.FromBytesPerSecond(verdict.MedianBytesPerSecond)}",
                    _options.StallTimeout
                )
                : new Failure(FailureKind.TimedOut, "no byte for too long");
        Blame(slot, failure);
    }

    private string Despair(Hope hope)
    {
        var reasons = _sources.Select((s, i) => $"{s.Address.Url}: {_roster.ReasonOf(i) ?? "no answer"}");
        var what =
            _sources.Count == 1 ? "the source cannot be used"
            : hope == Hope.NeverWas ? "no source could be reached"
            : "no source is left";
        var remedy =
            hope == Hope.NeverWas ? "check the URL, or give --wait 30s to wait for the server"
            : _attempt is null ? "check the URL, or name another source"
            : _output is not null ? "run the same command again once a server is back"
            : "the same command continues once a server is back";
        // In a run of many clients the remedy is not the client's own.
        return $"{what} ({string.Join("; ", reasons)})" + (_options.Start is null ? $"; {remedy}" : "");
    }

    private InclusiveRange[] RangesOf(int source) =>
        _attempt is { } attempt
            ? Array.ConvertAll(
                attempt.Plan.SegmentsOf(source).ToArray(),
                s => new InclusiveRange(s.From, s.Stretch!.To - 1)
            )
            : [];

    private void NoteStates()
    {
        if (_conclusion is not null)
            return; // They are settled.
        for (var i = 0; i < _sources.Count; i++)
        {
            var run = _sources[i];
            var (state, reason) = StateOf(i);
            Note(run, state, reason);
        }
    }

    private void Note(SourceRun run, SourceState state, string? reason)
    {
        if (run.State == state && run.Reason == reason)
            return;
        (run.State, run.Reason) = (state, reason);
        _changes.Enqueue(
            new SourceEvent
            {
                Id = _id,
                At = _time.GetUtcNow(),
                Url = run.Address.Url,
                State = state,
                Reason = reason,
            }
        );
    }

    private (SourceState State, string? Reason) StateOf(int source)
    {
        var run = _sources[source];
        var standing = _roster.StandingOf(source);
        if (run.IsRemoved)
            return (SourceState.Idle, "taken out of the download");
        if (standing == Standing.Rejected)
            return (SourceState.Rejected, _roster.ReasonOf(source));
        if (standing is Standing.Refused or Standing.BackingOff or Standing.GivenUp)
            return (SourceState.Failed, _roster.ReasonOf(source));
        if (run.IsHeld)
            return (SourceState.Held, "held by its server until the run begins");
        if (run.IsStalled)
            return (SourceState.Stalled, $"no byte for {_options.StallTimeout.TotalSeconds:0.#} s");
        if (run.IsLatelyBusy(Now))
            return (SourceState.Active, null);
        return (SourceState.Idle, WhyIdle(run));
    }

    private string? WhyIdle(SourceRun run) =>
        _isPaused ? "paused"
        : run.Facts is { HasRanges: false } && _attempt is { IsWholeOnly: false } ? "it serves no ranges"
        : null;

    /// <summary>The states that the record tells: who has done its part, and what became of the others.</summary>
    private void SettleStates()
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            var run = _sources[i];
            var (state, reason) = StateOf(i);
            var isWrong =
                _conclusion!.End == DownloadEnd.Done && _attempt is { } winner && !winner.Class.Members.Contains(i);
            if (run.IsRemoved)
                (state, reason) = run.Accepted > 0 ? (SourceState.Done, null) : (state, reason);
            else if (_conclusion!.End == DownloadEnd.Unavailable && state != SourceState.Rejected)
                (state, reason) = (SourceState.Failed, _roster.ReasonOf(i) ?? run.LastFailure ?? "no answer");
            else if (isWrong && run.Facts is not null && state is not (SourceState.Rejected or SourceState.Failed))
                (state, reason) = (SourceState.Rejected, Difference(i, _attempt!.Class));
            else if (state is SourceState.Active or SourceState.Idle && run.Accepted > 0)
                (state, reason) = (SourceState.Done, null);
            else if (state is SourceState.Active)
                (state, reason) = (SourceState.Idle, WhyIdle(run));
            Note(run, state, reason);
        }
    }
}
