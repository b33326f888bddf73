using System.Globalization;
using Weir.Agent.Jobs;
using Weir.Agent.Schedule;
using Weir.Measurements.Units;

namespace Weir.Agent.Running;

/// <summary>One client: runs its jobs as they are due, no more at once than are allowed, and keeps what they find.</summary>
internal sealed class ClientLoop(
    IReadOnlyList<(IJob Job, ScheduleOptions Schedule)> jobs,
    int parallel,
    RecordKeeper keeper,
    IAgentWatcher watcher,
    TimeProvider time,
    Random random
)
{
    /// <summary>How often the clocks are looked at when nothing else happens.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, Task<Finding>> _running = [];
    private readonly long _start = time.GetTimestamp();
    private readonly JobSchedule _schedule = new(
        [.. jobs.Select(job => job.Schedule)],
        parallel,
        random,
        new Moment(time.GetUtcNow(), TimeSpan.Zero)
    );

    private readonly ClockWatch _clocks = new();

    /// <summary>
    /// Until <paramref name="stop"/> or <paramref name="drain"/>: 1. A run that is over is kept, on the disk, before
    /// anything else starts. 2. The clocks are compared. 3. What is due becomes ready, or a record of a run that could not
    /// start. 4. The next run starts. 5. Wait for an end or for the next due time. Runs under way are cut short by the stop
    /// and waited for by the drain, and their records kept.
    /// </summary>
    public async Task RunAsync(CancellationToken drain, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(drain, stop);
        while (!end.IsCancellationRequested)
        {
            foreach (var (job, _) in _running.Where(run => run.Value.IsCompleted).ToList())
            {
                keeper.Keep(await _running[job]);
                _running.Remove(job);
                _schedule.End(job);
            }

            var now = new Moment(time.GetUtcNow(), time.GetElapsedTime(_start));
            if (_clocks.Observe(now) is { } step)
            {
                watcher.OnNotice(Describe(step));
                _schedule.OnClockStep(now);
            }

            foreach (var missed in _schedule.Advance(now))
                keeper.Keep(jobs[missed.Job].Job.Missed(now.WallAt(missed.Due), Describe(missed, now)));
            while (_schedule.TryStart() is { } run)
            {
                keeper.Retry();
                _running[run.Job] = Task.Run(() => jobs[run.Job].Job.RunAsync(stop), CancellationToken.None);
            }

            await WaitAsync(_schedule.NextDue - now.Elapsed, end.Token);
        }

        foreach (var run in _running.Values)
            keeper.Keep(await run);
    }

    private async Task WaitAsync(TimeSpan due, CancellationToken end)
    {
        var wait = TimeSpan.FromTicks(Math.Clamp(due.Ticks, 0, LongestLook.Ticks));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end);
        var timer = Task.Delay(wait, time, either.Token);
        await Task.WhenAny([timer, .. _running.Values]);
        await either.CancelAsync();
    }

    private static string Describe(TimeSpan step) =>
        $"the clock jumped {(step > TimeSpan.Zero ? "forward" : "back")} by {Durations.Format(step.Duration())}: it was "
        + "set, or the machine slept; the schedule goes on by elapsed time";

    private static string Describe(MissedRuns missed, Moment now)
    {
        var due = now.WallAt(missed.Due).UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var what = missed.Count == 1 ? $"the run due at {due} did" : $"{missed.Count} runs due from {due} on did";
        var why = missed.Cause switch
        {
            MissCause.PreviousStillRan => "the one before it still ran",
            MissCause.AnotherStillRan => "the one before it still waited for another target's to end",
            _ => "the agent stood still",
        };
        return $"{what} not start: {why}";
    }
}
