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
        try
        {
            await BrowseAsync(MenuChoices.All, "Quit", cancellation);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            // So that the shell's prompt gets a line of its own.
            context.Output.Line("");
            throw;
        }
    }

    private async Task BrowseAsync(IReadOnlyList<MenuChoice> page, string leave, CancellationToken cancellation)
    {
        var screen = new MenuScreen(page, leave, context.Keyboard, context.Output);
        while (await screen.ChooseAsync(cancellation) is { } choice)
        {
            if (choice.Page.Count > 0)
                await BrowseAsync(choice.Page, "Back", cancellation);
            else if (await screen.AskAsync(choice, cancellation) is { } answers)
                await RunAsync(choice.Steps(answers), screen);
        }
    }

    private async Task RunAsync(IReadOnlyList<MenuStep> steps, MenuScreen screen)
    {
        screen.ShowSteps(steps);
        screen.ShowEnd(ExitWords.Of(await new StepRunner(context, run).RunAsync(steps)));
    }
}
