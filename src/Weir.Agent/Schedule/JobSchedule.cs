namespace Weir.Agent.Schedule;

/// <summary>
/// Decides what starts when. Each job has slots at start + n × every, whatever the runs take, and each run is put off
/// within its slot at random. Pure: <c>now</c> is the time since the schedule's start on a clock that nobody sets.
/// </summary>
/// <remarks>
/// The laws: no two runs at once; every slot either starts or is told as missed, once, in order; a run is missed when it
/// is due and the one before it of its job has not ended. Jobs that are due together wait for each other, the one that
/// was due first goes first.
/// </remarks>
public sealed class JobSchedule
{
    /// <summary>More slots than this, missed by a job at one look, are told as one: a day of sleep is not a flood.</summary>
    private const int MostMissedApart = 100;

    private readonly ScheduleOptions _options;
    private readonly Random _random;
    private readonly Job[] _jobs;
    private int? _running;

    public JobSchedule(ScheduleOptions options, int jobs, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        _options = ScheduleOptions.Validate(options);
        _random = random;
        _jobs = [.. Enumerable.Range(0, jobs).Select(number => new Job(number, Due(0)))];
    }

    /// <summary>The next moment at which this has to be looked at; the past when something is due now.</summary>
    public TimeSpan NextDue =>
        _running is null && _jobs.Any(job => job.Waiting is not null) ? TimeSpan.Zero : _jobs.Min(job => job.Due);

    /// <summary>Lets what is due become ready to start, or missed.</summary>
    public IReadOnlyList<MissedRuns> Advance(TimeSpan now)
    {
        var missed = new List<MissedRuns>();
        foreach (var job in _jobs)
        {
            for (var apart = 0; job.Due <= now; job.Slot++, job.Due = Due(job.Slot))
            {
                var isFree = _running != job.Number && job.Waiting is null;
                if (isFree)
                    job.Waiting = new PlannedRun(job.Number, job.Slot, job.Due);
                else if (apart++ < MostMissedApart)
                    missed.Add(new MissedRuns(job.Number, job.Slot, 1, job.Due, CauseFor(job)));
                else
                    missed[^1] = missed[^1] with { Count = missed[^1].Count + Skip(job, now) };
            }
        }
        return missed;
    }

    /// <summary>The run to start now; null when none is ready or one is going on. The caller then owes <see cref="End"/>.</summary>
    public PlannedRun? TryStart()
    {
        if (_running is not null)
            return null;
        var first = _jobs.Where(job => job.Waiting is not null).MinBy(job => job.Waiting!.Value.Due);
        if (first is null)
            return null;
        var run = first.Waiting;
        first.Waiting = null;
        _running = first.Number;
        return run;
    }

    /// <summary>The run that was started is over.</summary>
    public void End()
    {
        if (_running is null)
            throw new InvalidOperationException("No run is going on.");
        _running = null;
    }

    private MissCause CauseFor(Job job) =>
        _running == job.Number ? MissCause.PreviousStillRan
        : _running is not null ? MissCause.AnotherStillRan
        : MissCause.AgentStoodStill;

    /// <summary>Counts the slots that are over already, and leaves the job at the last of them.</summary>
    private long Skip(Job job, TimeSpan now)
    {
        var last = Math.Max(job.Slot, (now.Ticks / _options.Every.Ticks) - 1);
        var count = last - job.Slot + 1;
        job.Slot = last;
        return count;
    }

    private TimeSpan Due(long slot) =>
        (_options.Every * slot) + (_options.Every * (_options.StartJitter * _random.NextDouble()));

    private sealed class Job(int number, TimeSpan due)
    {
        public int Number => number;

        /// <summary>The next slot that is not due yet.</summary>
        public long Slot { get; set; }

        public TimeSpan Due { get; set; } = due;

        /// <summary>Due, and not begun.</summary>
        public PlannedRun? Waiting { get; set; }
    }
}
