using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>What becomes of the files of a download that is over.</summary>
internal static class Settlement
{
    /// <summary>Moves the proven file into place, or leaves what the next start needs.</summary>
    /// <param name="isCopy">The part began as a copy of the file that is repaired, made by this call.</param>
    public static Conclusion Of(
        Conclusion conclusion,
        Placement placement,
        Session session,
        Journal journal,
        DownloadOptions terms,
        bool isCopy
    )
    {
        if (conclusion.End == DownloadEnd.Done && isCopy && session.Attempt is { Damaged: 0 } sound)
        {
            // A file that is right already stays the file that it is.
            if (new FileInfo(placement.Target).Length == sound.Size)
            {
                Placement.Delete(placement.Part);
                journal.Delete();
                return conclusion with { IsUntouched = true };
            }
        }
        if (conclusion.End == DownloadEnd.Done && Publish(placement, session.Attempt!, journal, terms) is { } fault)
            conclusion = new Conclusion(DownloadEnd.Storage, fault.Reason, fault);
        if (conclusion.End == DownloadEnd.Corrupt || IsNothingWorthKeeping(conclusion, session, journal))
        {
            Placement.Delete(placement.Part);
            journal.Delete();
        }
        return conclusion;
    }

    private static StorageFault? Publish(Placement placement, Attempt attempt, Journal journal, DownloadOptions terms)
    {
        var fault = terms.Sync ? attempt.Part.Flush() : null;
        fault ??= journal.Complete();
        if (terms.Sync)
            fault ??= journal.Flush();
        fault ??= placement.Publish(terms.Overwrite, terms.Sync);
        if (fault is null)
            journal.Delete();
        return fault;
    }

    /// <remarks>Bytes of a file that may be the wrong one are not kept, unless an earlier process had left some.</remarks>
    private static bool IsNothingWorthKeeping(Conclusion conclusion, Session session, Journal journal) =>
        conclusion.End != DownloadEnd.Done
        && (
            session.Attempt is { } attempt
                ? attempt.Written.IsEmpty || (conclusion.End == DownloadEnd.Irreconcilable && attempt.Resumed == 0)
                : journal.Content is null
        );
}
