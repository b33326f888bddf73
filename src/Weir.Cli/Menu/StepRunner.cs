using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;

namespace Weir.Cli.Menu;

/// <summary>Runs the commands of a choice within this process, one after the other, interrupted apart from it.</summary>
/// <param name="run">Runs <c>weir</c> with arguments and gives its exit code.</param>
internal sealed class StepRunner(CommandContext context, Func<IReadOnlyList<string>, CommandContext, Task<int>> run)
{
    /// <summary>The first exit code that is not 0, at which it stops, or 0.</summary>
    public async Task<int> RunAsync(IReadOnlyList<MenuStep> steps)
    {
        using var scope = context.Interruption.Enter();
        var theirs = context with
        {
            Interrupted = scope.Token,
            Input = new Lazy<TextReader>(() => new TypedLines(context.Keyboard, context.Output)),
        };
        // Not by the scope: an interrupted command may need its server to end in order.
        using var over = new CancellationTokenSource();
        var beside = new List<Task<int>>();
        try
        {
            foreach (var step in steps)
            {
                var code =
                    step.IsBackground ? await BeginAsync(step, theirs, beside, over.Token)
                    : step.OutputFile is { } file ? await RunIntoAsync(file, step, theirs)
                    : await RunAsync(step, theirs);
                if (code != ExitCodes.Done)
                    return code;
            }

            return ExitCodes.Done;
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(beside);
        }
    }

    /// <summary>Waits until it says that it serves; 0 then, or the code with which it ended before.</summary>
    private async Task<int> BeginAsync(
        MenuStep step,
        CommandContext its,
        List<Task<int>> beside,
        CancellationToken over
    )
    {
        using var told = new FirstLine(its.Output.Out);
        var output = its.Output with { Out = told, IsTerminal = false };
        var running = RunAsync(step, its with { Output = output, Interrupted = over });
        beside.Add(running);
        Task ready = Task.WhenAny(running, told.Told);
        await ready.WaitAsync(its.Interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return running.IsCompleted ? await running
            : its.Interrupted.IsCancellationRequested ? ExitCodes.Interrupted
            : ExitCodes.Done;
    }

    /// <summary>As a shell's <c>&gt; file</c>, but that only this user may read it, and that a failure leaves none.</summary>
    private async Task<int> RunIntoAsync(string file, MenuStep step, CommandContext its)
    {
        try
        {
            var code = ExitCodes.Failed;
            await using (var stream = new FileStream(file, Options()))
            await using (var writer = new StreamWriter(stream) { NewLine = "\n" })
                code = await RunAsync(step, its with { Output = its.Output with { Out = writer, IsTerminal = false } });
            if (code != ExitCodes.Done)
                File.Delete(file);
            return code;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            its.Output.Mistake($"{file} cannot be written; {error.Message}");
            return ExitCodes.Target;
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    // A command may block its thread before it waits for the first time.
    private Task<int> RunAsync(MenuStep step, CommandContext its) => Task.Run(() => run(step.Arguments, its));
}
