namespace Weir.Agent.Schedule;

/// <summary>When a job is due.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Shorter ones would measure the agent itself.</summary>
    public static readonly TimeSpan ShortestEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>From one run of a job to the next. Five minutes: pScheduler's and SmokePing's usual step.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The times themselves, instead of <see cref="Every"/>; null for none.</summary>
    public CronExpression? Cron { get; init; }

    /// <summary>Runs that would be due outside of these are none; null for any time of the day.</summary>
    public DayWindows? Windows { get; init; }

    /// <summary>Whose clocks <see cref="Cron"/> and <see cref="Windows"/> mean.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// How far a run may be put off at random, as a part of the time to the next one, 0 to 1, so that many agents do not
    /// measure one another.
    /// </summary>
    public double StartJitter { get; init; } = 0.1;

    public OverrunPolicy Overrun { get; init; }

    /// <summary>How many runs a usual day has.</summary>
    internal double RunsPerDay(DateTimeOffset now)
    {
        if (Cron is null)
            return TimeSpan.FromDays(1) / Every * (Windows?.Share() ?? 1);
        // Of a week, so that days of the week count for what they are.
        var (runs, end) = (0, now.AddDays(7));
        for (var at = Cron.NextAfter(now, Zone); at <= end; at = Cron.NextAfter(at.Value, Zone))
            runs++;
        return runs / 7.0;
    }

    /// <exception cref="ArgumentException">Values outside their bounds.</exception>
    internal static ScheduleOptions Validate(ScheduleOptions options)
    {
        var problem =
            options.Every < ShortestEvery ? "A job runs at most every 100 ms."
            : options.StartJitter is not (>= 0 and <= 1)
                ? "The start jitter is a part of the time from run to run, 0 to 1."
            : options is { Cron: not null, Windows: not null } ? "A cron expression says the times of day already."
            : options.Windows?.Shortest < options.Every ? "A window is no shorter than the time from run to run."
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
