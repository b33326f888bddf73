using Weir.Agent.Jobs;
using Weir.Agent.Spool;

namespace Weir.Agent.Running;

/// <summary>Puts findings into the spool before anyone hears of them, and tells of a disk that does not take them.</summary>
internal sealed class RecordKeeper(RecordSpool spool, IAgentWatcher watcher)
{
    private readonly Lock _lock = new(); // guards _trouble
    private string? _trouble;
    private long _records;

    public long Records => Interlocked.Read(ref _records);

    /// <summary>Called when a record was kept.</summary>
    public Action? OnKept { get; set; }

    public void Keep(Finding finding)
    {
        Tell(spool.Append(finding.ToLine()));
        Interlocked.Increment(ref _records);
        watcher.OnFinding(finding);
        OnKept?.Invoke();
    }

    /// <summary>Tries again what the disk did not take.</summary>
    public void Retry() => Tell(spool.Retry());

    private void Tell(SpoolFault? fault)
    {
        lock (_lock)
        {
            if (fault?.Reason == _trouble)
                return;
            watcher.OnNotice(fault?.Reason ?? "the spool takes records again");
            _trouble = fault?.Reason;
        }
    }
}
