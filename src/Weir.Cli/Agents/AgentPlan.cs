using System.CommandLine;
using Weir.Agent.Budget;
using Weir.Agent.Jobs;
using Weir.Agent.Running;
using Weir.Agent.Schedule;
using Weir.Agent.Spool;
using Weir.Analysis.Periods;
using Weir.Cli.Agents.Configuration;
using Weir.Cli.Arguments;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Agents;

/// <summary>What an agent is told by its options and its configuration file; the options go before the file.</summary>
internal sealed class AgentPlan(AgentCommandOptions given, ParseResult line, TimeZoneInfo local)
{
    /// <summary>The configuration file; null for none.</summary>
    public string? File => line.GetValue(given.Config);

    /// <summary>Whether one plan cannot take the place of the other while the agent runs.</summary>
    public static bool NeedsRestart(AgentOptions now, AgentOptions next) =>
        now.Spool != next.Spool
        || now.Delivery?.Collector != next.Delivery?.Collector
        || now.Delivery?.TokenPath != next.Delivery?.TokenPath;

    /// <summary>Reads the options, and the file as it is now.</summary>
    /// <exception cref="MistakeException">They cannot be.</exception>
    public AgentOptions Read()
    {
        var zone = Zone();
        var file = FromFile(zone ?? local);
        var name = line.GetValue(given.Reporting.Agent) ?? file?.Name ?? given.Reporting.AgentName(line);
        var schedule = Schedule(file?.Schedule ?? new ScheduleOptions { Zone = local }, zone);
        return new AgentOptions
        {
            Name = name is "" ? throw MistakeException.Usage("--agent is empty; name who measures") : name,
            Clients = line.GetValue(given.Clients) ?? file?.Clients ?? 1,
            Parallel = line.GetValue(given.Parallel) ?? file?.Parallel ?? 1,
            Targets = Targets(file),
            Schedule = schedule,
            Budget = new BudgetOptions
            {
                Day = line.GetValue(given.Budget) ?? file?.Budget.Day,
                Month = line.GetValue(given.MonthlyBudget) ?? file?.Budget.Month,
                Zone = schedule.Zone,
            },
            Spool = Spool(file, name),
            Delivery = given.Reporting.Read(line) ?? file?.Delivery,
        };
    }

    private AgentFile? FromFile(TimeZoneInfo zone)
    {
        if (File is not { } path)
            return null;
        if (line.GetValue(given.Targets) is { Length: > 0 })
            throw MistakeException.Usage("--config names the targets; leave out the others, or add them to the file");
        Option?[] idle =
        [
            line.GetValue(given.Every) is null ? null : given.Every.Untyped,
            line.GetValue(given.Cron) is null ? null : given.Cron,
            line.GetValue(given.Windows) is { Length: > 0 } ? given.Windows : null,
            line.GetValue(given.Zone) is null ? null : given.Zone,
            line.GetValue(given.StartJitter) is null ? null : given.StartJitter.Untyped,
            line.GetValue(given.Overrun) is null ? null : given.Overrun.Untyped,
            line.GetValue(given.Checksum) is null ? null : given.Checksum,
            line.GetValue(given.Reporting.Target) is null ? null : given.Reporting.Target,
        ];
        if (idle.FirstOrDefault(option => option is not null) is { } one)
            throw MistakeException.Usage(
                $"{one.Name} belongs into the file of --config, where each target may have its own"
            );
        return AgentFile.Load(path, zone, out var problem)
            ?? throw MistakeException.Usage($"--config {path}: {problem}");
    }

    private IReadOnlyList<AgentTarget> Targets(AgentFile? file) =>
        file?.Targets
        ?? AgentTargets.Read(
            line.GetValue(given.Targets) ?? [],
            line.GetValue(given.Checksum),
            line.GetValue(given.Reporting.Target)
        );

    private TimeZoneInfo? Zone()
    {
        if (line.GetValue(given.Zone) is not { } name)
            return null;
        return LocalTime.TryFindZone(name, out var zone, out var problem)
            ? zone
            : throw MistakeException.Usage($"--tz: {problem}");
    }

    private ScheduleOptions Schedule(ScheduleOptions otherwise, TimeZoneInfo? zone)
    {
        var (every, cron) = (line.GetValue(given.Every), Cron());
        if (every < ScheduleOptions.ShortestEvery)
            throw MistakeException.Usage($"--every {ScheduleWords.TooShort(every.Value)}");
        if (every is not null && cron is not null)
            throw MistakeException.Usage("--every and --cron both say when; give one of them");
        var options = otherwise with
        {
            Every = every ?? otherwise.Every,
            Cron = cron ?? otherwise.Cron,
            Windows = Windows() ?? otherwise.Windows,
            Zone = zone ?? otherwise.Zone,
            StartJitter = line.GetValue(given.StartJitter) ?? otherwise.StartJitter,
            Overrun = line.GetValue(given.Overrun) ?? otherwise.Overrun,
        };
        return ScheduleWords.Contradiction(options) is { } problem
            ? throw MistakeException.Usage($"--window: {problem}")
            : options;
    }

    private CronExpression? Cron()
    {
        if (line.GetValue(given.Cron) is not { } text)
            return null;
        return CronExpression.TryParse(text, out var cron, out var problem)
            ? cron
            : throw MistakeException.Usage($"--cron: {problem}");
    }

    private DayWindows? Windows()
    {
        if (line.GetValue(given.Windows) is not { Length: > 0 } texts)
            return null;
        return DayWindows.TryParse(texts, out var windows, out var problem)
            ? windows
            : throw MistakeException.Usage($"--window: {problem}");
    }

    private SpoolOptions Spool(AgentFile? file, string agent)
    {
        var size = line.GetValue(given.SpoolSize);
        if (size < SpoolOptions.LeastSize)
            throw MistakeException.Usage($"--spool-size {size} is too small; write {SpoolOptions.LeastSize} or more");
        var folder = line.GetValue(given.Spool);
        if (folder is "")
            throw MistakeException.Usage("--spool is empty; name a folder");
        var options = new SpoolOptions
        {
            Folder = Path.GetFullPath(folder ?? file?.SpoolFolder ?? AgentCommandOptions.DefaultSpool),
            Agent = agent,
        };
        return (size ?? file?.SpoolSize) is { } most ? options with { MaxSize = most } : options;
    }
}
