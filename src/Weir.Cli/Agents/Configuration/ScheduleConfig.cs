using Weir.Agent.Schedule;
using Weir.Cli.Arguments;
using Weir.Measurements.Units;

namespace Weir.Cli.Agents.Configuration;

/// <summary>Reads when something is due: <c>every</c> or <c>cron</c>, <c>windows</c>, <c>tz</c>, <c>start_jitter</c>, <c>overrun</c>.</summary>
internal static class ScheduleConfig
{
    /// <param name="otherwise">What holds where nothing is said.</param>
    public static ScheduleOptions Read(ConfigFields fields, ScheduleOptions otherwise)
    {
        var every = fields.Value<TimeSpan>("every", Durations.TryParse);
        if (every < ScheduleOptions.ShortestEvery)
            throw fields.Problem("every", ScheduleWords.TooShort(every.Value));
        var cron = Cron(fields);
        if (every is not null && cron is not null)
            throw fields.Problem("cron", "every is given too; give one of them");
        var options = otherwise with
        {
            Every = every ?? otherwise.Every,
            Cron = cron ?? (every is null ? otherwise.Cron : null),
            Windows = Windows(fields) ?? (cron is null ? otherwise.Windows : null),
            Zone = Zone(fields) ?? otherwise.Zone,
            StartJitter = fields.Value<double>("start_jitter", Percentage.TryParse) ?? otherwise.StartJitter,
            Overrun = fields.Value<OverrunPolicy>("overrun", ScheduleWords.TryOverrun) ?? otherwise.Overrun,
        };
        return ScheduleWords.Contradiction(options) is { } problem
            ? throw fields.Problem(options.Cron is null ? "windows" : "cron", problem)
            : options;
    }

    private static CronExpression? Cron(ConfigFields fields)
    {
        if (fields.Text("cron") is not { } text)
            return null;
        return CronExpression.TryParse(text, out var cron, out var problem)
            ? cron
            : throw fields.Problem("cron", problem);
    }

    private static DayWindows? Windows(ConfigFields fields)
    {
        if (fields.Texts("windows") is not { Count: > 0 } texts)
            return null;
        return DayWindows.TryParse(texts, out var windows, out var problem)
            ? windows
            : throw fields.Problem("windows", problem);
    }

    private static TimeZoneInfo? Zone(ConfigFields fields)
    {
        if (fields.Text("tz") is not { } name)
            return null;
        return Analysis.Periods.LocalTime.TryFindZone(name, out var zone, out var problem)
            ? zone
            : throw fields.Problem("tz", problem);
    }
}
