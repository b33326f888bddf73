using System.CommandLine;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Testing.Time;

namespace Weir.UnitTests.Cli;

/// <summary>A command line that runs within the test, and what it printed.</summary>
internal sealed class CapturedOutput
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public CapturedOutput(bool isTerminal = false, bool hasLoops = true, CancellationToken interrupted = default)
    {
        Context = new CommandContext(
            new Output(_out, _error) { IsTerminal = isTerminal },
            new ManualTimeProvider(),
            interrupted
        )
        {
            HasLoops = hasLoops,
        };
    }

    public CommandContext Context { get; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(arguments, Context);

    public Task<int> RunAsync(Command command, params string[] arguments) =>
        CommandLine.RunAsync(CommandLine.Root(Context, [command]), arguments, Context);
}
