using Weir.Analysis.Runs;
using Weir.Load.Matrix;
using Weir.Measurements.Records;

namespace Weir.Load.Running;

/// <summary>Sees a series of runs happen. One call at a time, never from a thread that moves bytes.</summary>
public interface ILoadWatcher
{
    /// <param name="number">From 1.</param>
    void OnRunStarting(int number, int runs, RunPlan plan);

    void OnProgress(LoadProgress progress);

    /// <summary>A run is over; the next one begins when the task is.</summary>
    /// <param name="transfers">The records of its clients, in their order.</param>
    Task OnRunFinishedAsync(RunOutcome outcome, IReadOnlyList<TransferRecord> transfers);
}

/// <summary>A run at one moment.</summary>
/// <param name="Done">Clients that have ended.</param>
/// <param name="Bytes">Of all of them together.</param>
public sealed record LoadProgress(int Done, int Clients, long Bytes)
{
    /// <summary>Of a run of many requests: those that are over; null in others.</summary>
    public long? Requests { get; init; }
}
