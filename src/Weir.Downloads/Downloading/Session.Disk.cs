using Weir.Downloads.Fetching;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>A disk that is full: who writes waits for space, as long as the user allows.</summary>
internal sealed partial class Session
{
    private static readonly TimeSpan SpaceRetry = TimeSpan.FromSeconds(1);

    private TimeSpan? _fullSince;

    /// <summary>A write failed: true when it is to be tried again, false when the download is over.</summary>
    public bool AwaitSpace(Slot slot, FetchWork work, StorageFault fault)
    {
        if (!MayAwaitSpace(fault))
        {
            Fail(fault);
            return false;
        }
        // Whoever waits for the disk has not stalled.
        lock (_gate)
            if (IsCurrent(slot, work))
                work.Attempt.Plan.Hold(slot.Id, Now);
        return !_over.Wait(SpaceRetry);
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
