using Weir.Analysis.Runs;
using Weir.Downloads.Sources;
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
/// <param name="RunId">Of its records.</param>
/// <param name="Done">Clients that have ended.</param>
/// <param name="Bytes">Of all of them together.</param>
public sealed record LoadProgress(string RunId, int Done, int Clients, long Bytes)
{
    /// <summary>Of a run of many requests: those that are over; null in others.</summary>
    public long? Requests { get; init; }

    /// <summary>What all clients together are to fetch; null while a server has not told, and where nobody looks.</summary>
    public long? Size { get; init; }

    /// <summary>By source, in their order.</summary>
    public IReadOnlyList<LoadSourceProgress> Sources { get; init; } = [];

    internal static LoadProgress Of(string runId, IEnumerable<(SourceAddress Source, bool IsOver, long Bytes)> clients)
    {
        var sources = clients
            .GroupBy(client => client.Source.PublicUrl)
            .Select(of => new LoadSourceProgress(
                of.Key,
                of.Count(client => client.IsOver),
                of.Count(),
                of.Sum(client => client.Bytes)
            ))
            .ToList();
        return new LoadProgress(
            runId,
            sources.Sum(source => source.Done),
            sources.Sum(source => source.Clients),
            sources.Sum(source => source.Bytes)
        )
        {
            Sources = sources,
        };
    }
}

/// <summary>The clients of one source at one moment.</summary>
/// <param name="Url">Without secrets.</param>
public sealed record LoadSourceProgress(string Url, int Done, int Clients, long Bytes);
