using System.Globalization;
using Weir.Agent.Jobs;
using Weir.Agent.Schedule;
using Weir.Measurements.Units;

namespace Weir.Agent.Running;

/// <summary>One client: runs its jobs as they are due, one at a time, and keeps what they find.</summary>
internal sealed class ClientLoop(
    IReadOnlyList<IJob> jobs,
    ScheduleOptions options,
    RecordKeeper keeper,
    IAgentWatcher watcher,
    TimeProvider time,
    Random random
)
{
    /// <summary>How often the clocks are looked at when nothing else happens.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly long _start = time.GetTimestamp();
    private readonly JobSchedule _schedule = new(options, jobs.Count, random);
    private readonly ClockWatch _clocks = new();

    /// <summary>
    /// Until <paramref name="stop"/>: 1. A run that is over is kept, on the disk, before anything else starts. 2. The
    /// clocks are compared. 3. What is due becomes ready, or a record of a run that could not start. 4. The next run starts.
    /// 5. Wait for its end or for the next due time. A run under way at the end is cut short, and its record kept.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Task<Finding>? running = null;
        while (!stop.IsCancellationRequested)
        {
            if (running is { IsCompleted: true })
            {
                keeper.Keep(await running);
                running = null;
                _schedule.End();
            }

            var now = new Moment(time.GetUtcNow(), time.GetElapsedTime(_start));
            if (_clocks.Observe(now) is { } step)
                watcher.OnNotice(Describe(step));
            foreach (var missed in _schedule.Advance(now.Elapsed))
                keeper.Keep(jobs[missed.Job].Missed(now.WallAt(missed.Due), Describe(missed, now)));
            if (_schedule.TryStart() is { } run)
            {
                keeper.Retry();
                running = Task.Run(() => jobs[run.Job].RunAsync(stop), CancellationToken.None);
            }

            await WaitAsync(running, _schedule.NextDue - now.Elapsed, stop);
        }

        if (running is not null)
            keeper.Keep(await running);
    }

    private async Task WaitAsync(Task? running, TimeSpan due, CancellationToken stop)
    {
        var wait = TimeSpan.FromTicks(Math.Clamp(due.Ticks, 0, LongestLook.Ticks));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var timer = Task.Delay(wait, time, either.Token);
        await Task.WhenAny(running ?? timer, timer);
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
