using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Weir.Cli.Help;
using Weir.Cli.Menu;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Commands;

/// <summary>Puts the commands together, and is the edge at which mistakes become a sentence and an exit code.</summary>
internal static class CommandLine
{
    private const string Program = "weir";

    private static readonly ParserConfiguration Configuration = new()
    {
        // A file argument may begin with @.
        ResponseFileTokenReplacer = null,
    };

    private static readonly (string Name, Func<CommandContext, Command> Create)[] Commands =
    [
        ("serve", ServeCommand.Create),
        ("get", GetCommand.Create),
        ("repair", RepairCommand.Create),
        ("probe", ProbeCommand.Create),
        ("proxy", ProxyCommand.Create),
        ("request", RequestCommand.Create),
        ("agent", AgentCommand.Create),
        ("load", LoadCommand.Create),
        ("collect", CollectCommand.Create),
        ("report", ReportCommand.Create),
        ("analyse", AnalyseCommand.Create),
        ("simulate", SimulateCommand.Create),
        ("make-file", MakeFileCommand.Create),
        ("hash", HashCommand.Create),
        ("lab", LabCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("completion", CompletionCommand.Create),
    ];

    /// <summary>All commands of this program, in the order of the help.</summary>
    public static IReadOnlyList<Command> All(CommandContext context) =>
        Array.ConvertAll(Commands, command => command.Create(context));

    /// <summary>The root with its commands.</summary>
    public static RootCommand Root(CommandContext context, IReadOnlyList<Command> commands)
    {
        var help = new PrintHelp(context.Output);
        var root = new RootCommand("Move large files from many servers at once, prove every byte, see the network");
        root.Directives.Clear();
        root.Options.Clear();
        root.Options.Add(new HelpOption("--help", "-h") { Description = "Show this help", Action = help });
        root.Options.Add(
            new VersionOption { Description = "Show the version", Action = new PrintVersion(context.Output) }
        );
        foreach (var command in commands)
            root.Subcommands.Add(command);

        root.SetAction(
            (line, cancellation) =>
                !context.Output.IsTerminal ? throw MistakeException.Usage($"no command given; see {Program} --help")
                : context.Keyboard.IsTerminal ? new MenuSession(context, RunAsync).RunAsync(cancellation)
                : Task.FromResult(help.Invoke(line))
        );
        return root;
    }

    /// <summary>Runs <c>weir</c> with these arguments and gives its exit code. Throws nothing.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, CommandContext context) =>
        RunAsync(Root(context, Called(arguments, context)), arguments, context);

    /// <summary>The one that is called, since to make them all takes time; all where it is not plain which one.</summary>
    private static IReadOnlyList<Command> Called(IReadOnlyList<string> arguments, CommandContext context)
    {
        if (arguments is ["--version"])
            return [];
        foreach (var (name, create) in Commands)
            if (arguments.Count > 0 && arguments[0] == name)
                return [create(context)];
        return All(context);
    }

    /// <summary>As <see cref="RunAsync(IReadOnlyList{string}, CommandContext)"/>, with a root of the caller's.</summary>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments, CommandContext context)
    {
        var name = Program;
        try
        {
            var line = root.Parse(arguments, Configuration);
            name = FullName(line.CommandResult);
            if (line.Action is not (PrintHelp or PrintVersion))
            {
                if (UsageMistakes.Find(line) is { } sentence)
                {
                    context.Output.Mistake(sentence);
                    return ExitCodes.Usage;
                }

                if (!context.HasLoops && line.CommandResult.Command is DocumentedCommand { IsOfLoops: true })
                    throw MistakeException.Usage(
                        "servers run on Linux alone (epoll); on Windows use WSL 2, on macOS a container or a virtual machine"
                    );
            }

            return await line.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = context.Output.Out,
                    Error = context.Output.Error,
                    EnableDefaultExceptionHandler = false,
                    // Signals are Interruption's: a command may take its time to end in order.
                    ProcessTerminationTimeout = null,
                },
                context.Interrupted
            );
        }
        catch (MistakeException mistake)
        {
            context.Output.Mistake($"{name}: {mistake.Message}");
            return mistake.ExitCode;
        }
        catch (OperationCanceledException) when (context.Interrupted.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception bug)
        {
            var details = Environment.GetEnvironmentVariable("WEIR_DEBUG") is "1" ? bug.ToString() : bug.Message;
            context.Output.Mistake($"{Program}: internal error: {details}");
            return ExitCodes.Failed;
        }
    }

    /// <summary><c>weir</c>, or <c>weir get</c>: what the user called, down to the command of that result.</summary>
    public static string FullName(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{FullName(parent)} {command.Command.Name}" : Program;
}
