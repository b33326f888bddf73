using Weir.Cli.Commands;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Menu;

/// <summary><c>weir</c> alone on a terminal: choose, answer, see the command and what it does, choose again.</summary>
/// <param name="run">Runs <c>weir</c> with arguments and gives its exit code.</param>
internal sealed class MenuSession(CommandContext context, Func<IReadOnlyList<string>, CommandContext, Task<int>> run)
{
    /// <summary>0 when one leaves; cancelled by Ctrl+C at the menu.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var screen = new MenuScreen(MenuChoices.All, context.Keyboard, context.Output);
        var runner = new StepRunner(context, run);
        try
        {
            while (await screen.ChooseAsync(cancellation) is { } choice)
            {
                if (await screen.AskAsync(choice, cancellation) is not { } answers)
                    continue;
                var steps = choice.Steps(answers);
                screen.ShowSteps(steps);
                screen.ShowEnd(ExitWords.Of(await runner.RunAsync(steps)));
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            // So that the shell's prompt gets a line of its own.
            context.Output.Line("");
            throw;
        }
    }
}
