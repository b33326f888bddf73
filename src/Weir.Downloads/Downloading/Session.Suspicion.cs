using System.Buffers;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>Which source is to blame when only the hash of the whole file tells that it is wrong.</summary>
internal sealed partial class Session
{
    private TimeSpan? _wrongSince;
    private bool _hasToldOfWaiting;

    /// <summary>Tries the same file from other sources; false when no combination is left.</summary>
    private bool TrySuspect(Attempt attempt)
    {
        // Where only its end tells how long a file is, it cannot be put together of parts.
        var isFitting = attempt is { Book: null, Class.Facts.Size: not null };
        if (!isFitting || attempt.Retry(CanTry(attempt.Class)) is not { } next)
            return false;
        _wrongSince = null;
        var suspicion = next.Suspicion!;
        Notice(
            suspicion.LeftOut is { } left
                ? $"the hash is wrong: fetching from the others what {_sources[left].Address.Url} brought"
                : $"the hash is wrong still: fetching all from {_sources[attempt.Class.Members.First(suspicion.Takes)].Address.Url} alone"
        );
        InterruptSegments();
        _formerAttempts.Add(attempt);
        var fault = RestartJournal(next.Class);
        foreach (var extent in next.Written)
            fault ??= _journal.Claim(extent, _journal.Generation);
        _attempt = next;
        if (fault is not null)
        {
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            return true;
        }
        next.StartHashing(attempt.Expected!, hashed => OnHashed(next, hashed));
        NoteSources();
        return true;
    }

    /// <summary>Nobody is left to put a suspicion to the test as it was begun.</summary>
    private void DropSuspicion()
    {
        if (_attempt is not { Suspicion: { } suspicion, HasAll: false } attempt)
            return;
        if (CanBring(attempt.Class).Exists(suspicion.Takes))
        {
            _wrongSince = null;
            return;
        }
        if (AwaitsReturn(attempt.Class, m => IsGivenUp(m) && suspicion.Takes(m)) || TrySuspect(attempt))
            return;
        Disprove(
            attempt,
            "its file has not the expected hash, and no other source was left to find out which part is wrong",
            $"the file has not the hash {attempt.Expected}, and no other source is left to find out which part is wrong"
        );
    }

    /// <summary>
    /// Nobody of a class who is there can bring the right file, and no other class is left to try. Whether to wait for those
    /// of it that were given up.
    /// </summary>
    /// <param name="mayHelp">Which of its members may have it.</param>
    private bool AwaitsReturn(SourceClass group, Predicate<int> mayHelp) =>
        !_election.Classes.Any(c => c != group && !c.IsDisproved && c.Members.Exists(_roster.IsPromising))
        && AwaitsReturn(m => group.Members.Contains(m) && mayHelp(m));

    /// <summary>
    /// Nobody who is there can bring the right file. Whether to wait for others: for as long as a download does of which no
    /// source is left.
    /// </summary>
    /// <param name="mayHelp">Which of the sources may have it, and may come back.</param>
    /// <param name="why">Why the others cannot bring it, as a clause.</param>
    private bool AwaitsReturn(Predicate<int> mayHelp, string why = "the hash is wrong from all that are there")
    {
        _wrongSince ??= Now;
        var awaited = Enumerable.Range(0, _sources.Count).FirstOrDefault(s => mayHelp(s), -1);
        if (awaited < 0 || Now - _wrongSince >= _options.GiveUp)
            return false;
        if (!_hasToldOfWaiting)
            Notice(
                $"{why}; waiting up to {_options.GiveUp.TotalSeconds:0.#} s for {_sources[awaited].Address.Url}, which may have the right file"
            );
        _hasToldOfWaiting = true;
        return true;
    }

    /// <summary>It does not answer any more, but is asked now and then: no combination with it could be tried.</summary>
    private bool IsAway(int source) => _roster.StandingOf(source) == Standing.GivenUp;

    /// <summary>The same, or it has answered again but brought nothing yet.</summary>
    private bool IsGivenUp(int source) =>
        IsAway(source) || (_roster.StandingOf(source) == Standing.Joined && !_roster.IsPromising(source));

    /// <summary>The hash is right at last: those whose bytes had to be replaced had another file.</summary>
    private void SentenceSuspects(Attempt attempt)
    {
        if (attempt.Suspicion is not { } suspicion)
            return;
        var guilty = suspicion.Guilty(place =>
        {
            var bytes = new byte[place.Length];
            return TryRead(attempt.Part, place.From, bytes) ? bytes : null;
        });
        foreach (var (source, place) in guilty)
            _roster.Reject(
                source,
                $"its file is another one: its bytes {place.From}-{place.To - 1} are not those with which the hash is right"
            );
        if (suspicion.LeftOut is { } left && !guilty.ContainsKey(left))
            _roster.Reject(left, "its file is another one: without what it brought, the hash is right");
    }

    /// <summary>Compares what is about to be overwritten with what takes its place.</summary>
    public static void Compare(Attempt attempt, Extent extent, ReadOnlySpan<byte> now)
    {
        foreach (var (source, place) in attempt.Former(extent))
        {
            var buffer = ArrayPool<byte>.Shared.Rent((int)place.Length);
            var former = buffer.AsSpan(0, (int)place.Length);
            if (TryRead(attempt.Part, place.From, former))
                attempt.Suspicion!.Compare(
                    source,
                    place,
                    former,
                    now.Slice((int)(place.From - extent.From), (int)place.Length)
                );
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
