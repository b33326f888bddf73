using Weir.Analysis.Runs;
using Weir.Load.Matrix;
using Weir.Load.Programs;
using Weir.Load.Requests;
using Weir.Load.Segmented;
using Weir.Load.ServerLogs;

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
            if (outcomes.Count > 0)
                await PauseAsync(cancellation);
            if (cancellation.IsCancellationRequested)
                break;
            var number = outcomes.Count + 1;
            watcher?.OnRunStarting(number, _options.Runs.Count, plan);
            var log = _options.ServerLog is { } path ? ServerLogTail.Of(path) : null;
            using var run = Run(plan, number);
            await run.RunAsync(watcher, cancellation);
            var outcome = run.Outcome(out var transfers);
            if (log is not null)
                outcome = await ServerSides.JoinAsync(outcome, log, _time, cancellation);
            outcomes.Add(outcome);
            if (watcher is not null)
                await watcher.OnRunFinishedAsync(outcome, transfers);
        }

        return outcomes;
    }

    private ILoadRun Run(RunPlan plan, int number) =>
        _options.Requests is { } requests ? new RequestRun(_options, requests, plan, _time)
        : _options.Commands.Count > 0 ? new ProgramRun(_options, plan, number, _time)
        : _options.AllSources ? new SegmentedRun(_options, plan, number, _time)
        : new LoadRun(_options, plan, number, _time);

    private async Task PauseAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(_options.Pause, _time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The caller sees it.
        }
    }
}
