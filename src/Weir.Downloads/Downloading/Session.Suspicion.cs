using System.Buffers;
using Weir.Downloads.Planning;

namespace Weir.Downloads.Downloading;

/// <summary>Which source is to blame when only the hash of the whole file tells that it is wrong.</summary>
internal sealed partial class Session
{
    /// <summary>Tries the same file from other sources; false when no combination is left.</summary>
    private bool TrySuspect(Attempt attempt)
    {
        if (attempt.IsWholeOnly || attempt.Book is not null || attempt.Retry(CanBring(attempt.Class)) is not { } next)
            return false;
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
        if (CanBring(attempt.Class).Exists(suspicion.Takes) || TrySuspect(attempt))
            return;
        Conclude(
            new Conclusion(
                DownloadEnd.Corrupt,
                $"the file has not the hash {attempt.Expected}, and no other source is left to find out which part is wrong",
                null
            )
        );
    }

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
