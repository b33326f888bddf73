namespace Weir.Agent.Schedule;

/// <summary>
/// Decides what starts when, for the jobs of one client. Pure: <c>now</c> is the time since the schedule's start on a
/// clock that nobody sets, and what the clock on the wall says at that moment.
/// </summary>
/// <remarks>
/// The laws: no more runs at once than are allowed, and never two of one job; every slot either starts or is told as
/// missed, once, in order; a run is missed when it is due and the one before it of its job has not ended, or has not
/// begun. Jobs that are due together wait for each other, the one that was due first goes first.
/// </remarks>
public sealed class JobSchedule
{
    /// <summary>More slots than this, missed by a job at one look, are told as one: a day of sleep is not a flood.</summary>
    private const int MostMissedApart = 100;

    private readonly Job[] _jobs;
    private readonly int _parallel;

    /// <param name="jobs">When each job is due.</param>
    /// <param name="parallel">How many of them may run at once.</param>
    /// <param name="random">Of this schedule alone.</param>
    /// <param name="start">The moment at which it begins; its elapsed time is zero.</param>
    public JobSchedule(IReadOnlyList<ScheduleOptions> jobs, int parallel, Random random, Moment start)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs.Count, 1, nameof(jobs));
        ArgumentOutOfRangeException.ThrowIfLessThan(parallel, 1);
        _parallel = parallel;
        _jobs =
        [
            .. jobs.Select((options, number) => new Job(number, options.Overrun, new JobSlots(options, random, start))),
        ];
    }

    /// <summary>The next moment at which this has to be looked at; the past when something is due now.</summary>
    public TimeSpan NextDue => First() is not null ? TimeSpan.Zero : _jobs.Min(job => job.Slots.Due);

    /// <summary>Lets what is due become ready to start, or missed.</summary>
    public IReadOnlyList<MissedRuns> Advance(Moment now)
    {
        var missed = new List<MissedRuns>();
        foreach (var job in _jobs)
        {
            job.Slots.Look(now);
            for (var apart = 0; job.Slots.Due <= now.Elapsed; job.Slots.Next(now))
            {
                var (slot, due) = (job.Slots.Slot, job.Slots.Due);
                if (job.IsFree)
                    job.Waiting = new PlannedRun(job.Number, slot, due);
                else if (apart++ < MostMissedApart)
                    missed.Add(new MissedRuns(job.Number, slot, 1, due, CauseFor(job)));
                else
                    missed[^1] = missed[^1] with { Count = missed[^1].Count + 1 };
            }
        }
        return missed;
    }

    /// <summary>The clock on the wall was set, or the machine slept.</summary>
    public void OnClockStep(Moment now)
    {
        foreach (var job in _jobs)
            job.Slots.OnClockStep(now);
    }

    /// <summary>The run to start now; null when none is ready or none may. The caller then owes <see cref="End"/>.</summary>
    public PlannedRun? TryStart()
    {
        if (First() is not { } first)
            return null;
        var run = first.Waiting;
        first.Waiting = null;
        first.IsRunning = true;
        return run;
    }

    /// <summary>The run that was started of this job is over.</summary>
    public void End(int job)
    {
        if (!_jobs[job].IsRunning)
            throw new InvalidOperationException("No run of this job is going on.");
        _jobs[job].IsRunning = false;
    }

    private Job? First() =>
        _jobs.Count(job => job.IsRunning) >= _parallel
            ? null
            : _jobs.Where(job => job is { Waiting: not null, IsRunning: false }).MinBy(job => job.Waiting!.Value.Due);

    private MissCause CauseFor(Job job) =>
        job.IsRunning ? MissCause.PreviousStillRan
        : _jobs.Any(other => other.IsRunning) ? MissCause.AnotherStillRan
        : MissCause.AgentStoodStill;

    private sealed class Job(int number, OverrunPolicy overrun, JobSlots slots)
    {
        public int Number => number;

        public JobSlots Slots => slots;

        public bool IsRunning { get; set; }

        /// <summary>Due, and not begun.</summary>
        public PlannedRun? Waiting { get; set; }

        public bool IsFree => Waiting is null && (!IsRunning || overrun is OverrunPolicy.Wait);
    }
}
