using System.CommandLine;
using Weir.Agent.Running;
using Weir.Agent.Spool;
using Weir.Cli.Agents;
using Weir.Cli.Agents.Configuration;
using Weir.Cli.Mistakes;

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
                new Example("weir agent --config agent.yaml", "all of it from a file, read again when it changes"),
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
        var plan = new AgentPlan(given, line, context.Time.LocalTimeZone);
        var options = plan.Read();
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        using var host =
            AgentHost.Open(options, context.Time, new Random(), out var fault) ?? throw Mistake(fault!, options.Spool);
        var screen = new AgentScreen(output, line.GetValue(given.Json), context.Time);
        screen.OnStart(options, host.Recovery);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = plan.File is { } file
            ? new ConfigWatch(file, context.Time).RunAsync(() => Reload(plan, options, host, screen), over.Token)
            : Task.CompletedTask;
        var summary = await host.RunAsync(screen, cancellation);
        await over.CancelAsync();
        await watching;
        screen.OnEnd(options, summary);
        return ExitCodes.Done;
    }

    /// <summary>A file that is wrong now changes nothing: the agent goes on as it was told before.</summary>
    private static void Reload(AgentPlan plan, AgentOptions first, AgentHost host, AgentScreen screen)
    {
        try
        {
            var next = plan.Read();
            host.Replace(next);
            screen.OnReload(next, isPartial: AgentPlan.NeedsRestart(first, next));
        }
        catch (MistakeException mistake)
        {
            screen.OnNotice($"{mistake.Message}; the agent goes on as before");
        }
    }

    private static MistakeException Mistake(SpoolFault fault, SpoolOptions spool) =>
        fault.Kind == SpoolFaultKind.InUse
            ? MistakeException.Failed(fault.Reason)
            : MistakeException.Target($"--spool {spool.Folder}: {fault.Reason}");
}
