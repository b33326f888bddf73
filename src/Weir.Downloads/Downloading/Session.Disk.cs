using Weir.Downloads.Fetching;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>A disk that is full: who writes waits for space, as long as the user allows.</summary>
internal sealed partial class Session
{
    private static readonly TimeSpan SpaceRetry = TimeSpan.FromSeconds(1);

    private TimeSpan? _fullSince;

    /// <summary>Waits a while before a write is tried again; false when there is no use in it.</summary>
    public bool AwaitSpace(Slot slot, Attempt attempt, StorageFault fault)
    {
        var isReaderSlow = fault.Kind == StorageFaultKind.Waiting;
        if (!isReaderSlow && !MayAwaitSpace(fault))
        {
            Fail(fault);
            return false;
        }
        // Whoever waits for the disk has not stalled.
        lock (_gate)
            if (_conclusion is null && _attempt == attempt)
                attempt.Plan.Hold(slot.Id, Now);
        return !_over.Wait(isReaderSlow ? TimeSpan.Zero : SpaceRetry);
    }

    /// <summary>Whether a fault is a full disk that may yet get space. Tells of it the first time.</summary>
    private bool MayAwaitSpace(StorageFault fault)
    {
        if (fault.Kind != StorageFaultKind.DiskFull || _options.DiskWait <= TimeSpan.Zero)
            return false;
        lock (_gate)
        {
            if (_fullSince is null)
            {
                _fullSince = Now;
                Notice("the disk is full; waiting for space, Ctrl+C keeps what is there");
            }
            return Now - _fullSince < _options.DiskWait;
        }
    }

    /// <summary>A write succeeded. The caller holds the gate.</summary>
    private void NoteSpace()
    {
        if (_fullSince is null)
            return;
        _fullSince = null;
        Notice("there is space again; going on");
    }
}
