using System.CommandLine;
using Weir.Agent.Running;
using Weir.Agent.Schedule;
using Weir.Agent.Spool;
using Weir.Cli.Agents;
using Weir.Cli.Mistakes;
using Weir.Measurements.Units;

namespace Weir.Cli.Commands;

/// <summary><c>weir agent</c>: measures on a schedule, keeps the records, and delivers them.</summary>
internal static class AgentCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new AgentCommandOptions();
        var command = new DocumentedCommand("agent", "Measure again and again, and lose no record on the way")
        {
            Examples =
            [
                new Example(
                    "weir agent http://127.0.0.1:8000/f --collector https://c:7070 --token t",
                    "a download every five minutes"
                ),
                new Example("weir agent 192.0.2.1:862 echo:192.0.2.2:7 --every 1m", "two paths, kept in the spool"),
                new Example("weir agent 'http://{a,b}/f' --clients 25 --every 1m", "25 clients, two sources each"),
            ],
        };
        command.Arguments.Add(options.Targets);
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction((line, cancellation) => RunAsync(options, line, context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        AgentCommandOptions given,
        ParseResult line,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        var options = Options(given, line);
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        using var host =
            AgentHost.Open(options, context.Time, new Random(), out var fault) ?? throw Mistake(fault!, options.Spool);
        var screen = new AgentScreen(output, line.GetValue(given.Json), context.Time);
        screen.OnStart(options, host.Recovery);
        var summary = await host.RunAsync(screen, cancellation);
        screen.OnEnd(options, summary);
        return ExitCodes.Done;
    }

    private static AgentOptions Options(AgentCommandOptions given, ParseResult line)
    {
        if (line.GetValue(given.Config) is not null)
            throw MistakeException.Usage(
                "--config is not supported yet; name the targets as arguments, as in weir agent http://HOST:PORT/FILE"
            );
        var name = given.Reporting.AgentName(line);
        var schedule = new ScheduleOptions();
        return new AgentOptions
        {
            Name = name is "" ? throw MistakeException.Usage("--agent is empty; name who measures") : name,
            Clients = line.GetValue(given.Clients) ?? 1,
            Targets = AgentTargets.Read(
                line.GetValue(given.Targets) ?? [],
                line.GetValue(given.Checksum),
                line.GetValue(given.Reporting.Target)
            ),
            Schedule = schedule with
            {
                Every = Every(line.GetValue(given.Every)) ?? schedule.Every,
                StartJitter = line.GetValue(given.StartJitter) ?? schedule.StartJitter,
            },
            Spool = Spool(line.GetValue(given.Spool), line.GetValue(given.SpoolSize), name),
            Delivery = given.Reporting.Read(line),
        };
    }

    private static TimeSpan? Every(TimeSpan? given) =>
        given < ScheduleOptions.ShortestEvery
            ? throw MistakeException.Usage(
                $"--every {Durations.Format(given.Value)} is too short; "
                    + $"write {Durations.Format(ScheduleOptions.ShortestEvery)} or more"
            )
            : given;

    private static SpoolOptions Spool(string? folder, ByteSize? size, string agent)
    {
        if (size < SpoolOptions.LeastSize)
            throw MistakeException.Usage($"--spool-size {size} is too small; write {SpoolOptions.LeastSize} or more");
        if (folder is "")
            throw MistakeException.Usage("--spool is empty; name a folder");
        var options = new SpoolOptions
        {
            Folder = Path.GetFullPath(folder ?? AgentCommandOptions.DefaultSpool),
            Agent = agent,
        };
        return size is { } most ? options with { MaxSize = most } : options;
    }

    private static MistakeException Mistake(SpoolFault fault, SpoolOptions spool) =>
        fault.Kind == SpoolFaultKind.InUse
            ? MistakeException.Failed(fault.Reason)
            : MistakeException.Target($"--spool {spool.Folder}: {fault.Reason}");
}
