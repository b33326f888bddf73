namespace Weir.Agent.Schedule;

/// <summary>When the jobs of an agent are due.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Shorter ones would measure the agent itself.</summary>
    public static readonly TimeSpan ShortestEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>From one run of a job to the next. Five minutes: pScheduler's and SmokePing's usual step.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How far a run may be put off at random, as a part of <see cref="Every"/>, 0 to 1, so that many agents do not
    /// measure one another.
    /// </summary>
    public double StartJitter { get; init; } = 0.1;

    /// <exception cref="ArgumentException">Values outside their bounds.</exception>
    internal static ScheduleOptions Validate(ScheduleOptions options)
    {
        var problem =
            options.Every < ShortestEvery ? "A job runs at most every 100 ms."
            : options.StartJitter is >= 0 and <= 1 ? null
            : "The start jitter is a part of the time from run to run, 0 to 1.";
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
