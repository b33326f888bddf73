using Weir.Downloads.Fetching;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Downloading;

/// <summary>A disk that is full: who writes waits for space, as long as the user allows.</summary>
internal sealed partial class Session
{
    private static readonly TimeSpan SpaceRetry = TimeSpan.FromSeconds(1);

    private TimeSpan? _fullSince;
    private bool _isFull;

    /// <summary>Writes bytes that <see cref="Receive"/> accepted; false when the download is over.</summary>
    public bool Write(Slot slot, FetchWork work, BodyConduit conduit)
    {
        var started = Now;
        while (conduit.Write(work.Attempt.Part) is { } fault)
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
            if (_over.Wait(SpaceRetry))
                return false;
        }
        slot.Writing += Now - started;
        if (Volatile.Read(ref _isFull))
            EndOfFull();
        return true;
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
                _isFull = true;
                Notice("the disk is full; waiting for space, Ctrl+C keeps what is there");
            }
            return Now - _fullSince < _options.DiskWait;
        }
    }

    private void EndOfFull()
    {
        lock (_gate)
        {
            if (_fullSince is null)
                return;
            _fullSince = null;
            _isFull = false;
            Notice("there is space again; going on");
        }
    }
}
