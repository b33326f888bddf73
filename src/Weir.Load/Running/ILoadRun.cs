using Weir.Analysis.Runs;
using Weir.Measurements.Records;

namespace Weir.Load.Running;

/// <summary>One run, whatever its clients are.</summary>
internal interface ILoadRun : IDisposable
{
    Task RunAsync(ILoadWatcher? watcher, CancellationToken cancellation);

    /// <summary>What came of it, once it has run.</summary>
    RunOutcome Outcome(out IReadOnlyList<TransferRecord> transfers);
}
