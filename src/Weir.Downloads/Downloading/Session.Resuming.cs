using Weir.Content.Pieces;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>What an earlier process left, and how much of it is believed.</summary>
internal sealed partial class Session
{
    private bool _hasResumed;

    private StorageFault? RestartJournal(SourceClass group) =>
        _journal.Restart(
            new JournalHeader(
                JournalHeader.CurrentVersion,
                group.Facts.Size,
                group.Facts.Sample,
                _options.Checksum?.ToString(),
                BootId.Current,
                _options.Sync,
                PiecesOf(group)?.Identity()
            )
        );

    /// <summary>Where pieces can be proven, whatever is in the part file is looked at.</summary>
    private (Part? Part, ExtentSet Written, ExtentSet Proven) TryResume(SourceClass group, PieceHashes pieces)
    {
        var content = _resumable;
        _resumable = null;
        if (_hasResumed || _output is not null || Reopen(pieces.Map.Size) is not { } part)
            return (null, new ExtentSet(), new ExtentSet());
        _hasResumed = true;
        var isTouched = content is not null && IsTouched(content);
        var (written, proven) = ResumeRules.WithPieces(
            content,
            pieces.Map.Size,
            pieces.Identity(),
            BootId.Current,
            isTouched
        );
        if (proven.Total < written.Total)
            Notice(
                _options.IsRepair ? "looking for damaged pieces" : "looking through what is left of an earlier download"
            );
        StorageFault? fault;
        if (proven.IsEmpty)
        {
            fault = RestartJournal(group);
            foreach (var extent in written)
                fault ??= _journal.Claim(new Claim(extent, IsHeld: true), _journal.Generation);
        }
        else
        {
            fault = ContinueJournal(part, content!, isBelieved: true);
        }
        if (fault is null)
            return (part, written, proven);
        part.Dispose();
        Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
        return (null, new ExtentSet(), new ExtentSet());
    }

    /// <summary>A file that is repaired may have any length.</summary>
    private PartFile? Reopen(long size)
    {
        if (!_options.IsRepair)
            return PartFile.Reopen(_placement.Part, size);
        var part = PartFile.Reopen(_placement.Part, size: null);
        try
        {
            part?.SetLength(size);
            return part;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            part?.Dispose();
            return null;
        }
    }

    private bool IsTouched(JournalContent left)
    {
        var part = new FileInfo(_placement.Part);
        return part.Exists
            && ResumeRules.IsTouched(left, part.LastWriteTimeUtc, File.GetLastWriteTimeUtc(_placement.Journal));
    }

    private (Part? Part, ExtentSet Written, ExtentSet Proven) TryResume(SourceClass group)
    {
        var content = _resumable;
        _resumable = null;
        if (content is null || group.Facts.Size is not { } size)
            return (null, new ExtentSet(), new ExtentSet());
        if (Refuse(content, group) is { } reason)
        {
            Notice($"starting from the beginning: {reason}");
            return (null, new ExtentSet(), new ExtentSet());
        }
        if (PartFile.Reopen(_placement.Part, size) is not { } part)
        {
            Notice("starting from the beginning: the part file is missing or has another size than its journal says");
            return (null, new ExtentSet(), new ExtentSet());
        }
        var isBelieved = ResumeRules.IsSafe(content.Header, BootId.Current) && !IsTouched(content);
        if (ContinueJournal(part, content, isBelieved) is { } fault)
        {
            part.Dispose();
            Conclude(new Conclusion(DownloadEnd.Storage, fault.Reason, fault));
            return (null, new ExtentSet(), new ExtentSet());
        }
        // Of a piece that was not proven any byte may be wrong, and without a hash nobody would notice.
        return (part, ExpectedOf(group) is null ? new ExtentSet(content.Claims) : content.Written, new ExtentSet());
    }

    private StorageFault? ContinueJournal(Part part, JournalContent left, bool isBelieved)
    {
        // What was claimed unsynced until now is to be on the disk before the journal says that all of it is.
        var fault = _options.Sync && !left.Header.IsSynced ? part.Flush() : null;
        return fault ?? _journal.Continue(BootId.Current, _options.Sync, isBelieved);
    }
}
