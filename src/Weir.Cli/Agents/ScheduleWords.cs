using Weir.Agent.Schedule;
using Weir.Measurements.Units;

namespace Weir.Cli.Agents;

/// <summary>What options and files have in common when they say when an agent measures. Pure.</summary>
internal static class ScheduleWords
{
    public static string TooShort(TimeSpan every) =>
        $"{Durations.Format(every)} is too short; write {Durations.Format(ScheduleOptions.ShortestEvery)} or more";

    public static bool TryOverrun(string text, out OverrunPolicy policy, out string? problem)
    {
        policy = text == "wait" ? OverrunPolicy.Wait : OverrunPolicy.Skip;
        problem = text is "wait" or "skip" ? null : $"\"{text}\" is neither skip nor wait";
        return problem is null;
    }

    /// <summary>Why the options cannot be together, as a sentence; null when they can.</summary>
    public static string? Contradiction(ScheduleOptions options) =>
        options switch
        {
            { Cron: not null, Windows: not null } =>
                "a cron expression says the times of day already; leave out the windows",
            { Windows: { } windows } when windows.Shortest < options.Every =>
                $"a window of {Durations.Format(windows.Shortest)} is shorter than the {Durations.Format(options.Every)} "
                    + "from run to run; make it longer, or measure more often",
            _ => null,
        };
}
