using Weir.Cli.Commands;
using Weir.Cli.Terminal;

namespace Weir.FunctionalTests.Cli;

/// <summary>What a command did that ran within the test.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    /// <summary>For what ends by itself; what does not is interrupted then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<CommandRun> OfAsync(params string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            TestContext.Current.CancellationToken
        );
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var context = new CommandContext(
            new Output(TextWriter.Synchronized(output), TextWriter.Synchronized(error)),
            TimeProvider.System,
            interrupted.Token
        );
        var code = await CommandLine.RunAsync(arguments, context);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
