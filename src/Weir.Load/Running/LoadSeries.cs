using Weir.Analysis.Runs;

namespace Weir.Load.Running;

/// <summary>Runs one after the other.</summary>
/// <exception cref="ArgumentException">Options that contradict themselves.</exception>
public sealed class LoadSeries(LoadOptions options, TimeProvider? time = null)
{
    private readonly LoadOptions _options = LoadOptions.Validate(options);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Makes the runs. What goes wrong on the network is in their outcomes.</summary>
    /// <param name="cancellation">Ends the running one as it stands; the others are not begun.</param>
    public async Task<IReadOnlyList<RunOutcome>> RunAsync(
        ILoadWatcher? watcher = null,
        CancellationToken cancellation = default
    )
    {
        var outcomes = new List<RunOutcome>();
        foreach (var plan in _options.Runs)
        {
            if (cancellation.IsCancellationRequested)
                break;
            var number = outcomes.Count + 1;
            watcher?.OnRunStarting(number, _options.Runs.Count, plan);
            using var run = new LoadRun(_options, plan, number, _time);
            await run.RunAsync(watcher, cancellation);
            outcomes.Add(run.Outcome(out var transfers));
            if (watcher is not null)
                await watcher.OnRunFinishedAsync(outcomes[^1], transfers);
        }

        return outcomes;
    }
}
