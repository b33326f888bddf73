using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Menu;

/// <summary>A <c>weir</c> in a real terminal of 80 × 24, by tmux, with a home of its own.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly TemporaryFolder _folder = new();

    /// <summary>Where it works.</summary>
    public string Folder => _folder["work"];

    /// <param name="environment">Further variables, as NAME=VALUE.</param>
    public static async Task<Terminal> StartAsync(params string[] environment)
    {
        var terminal = await OpenAsync("", environment);
        await terminal.WaitForMenuAsync();
        return terminal;
    }

    /// <param name="arguments">Of the command that it runs, as a shell reads them; empty for the menu.</param>
    public static async Task<Terminal> OpenAsync(string arguments, params string[] environment)
    {
        var terminal = new Terminal();
        Directory.CreateDirectory(terminal.Folder);
        // The shell outlives Ctrl+C to tell the exit code.
        var colours = environment.Contains("NO_COLOR=1") ? "" : "unset NO_COLOR; ";
        var script =
            $"{colours}trap : INT; '{WeirProcess.Path}' {arguments}; echo \"weir ended with $?\"; read -r line";
        string[] all =
        [
            $"HOME={terminal._folder["home"]}",
            $"XDG_DATA_HOME={terminal._folder["data"]}",
            .. environment,
        ];
        await terminal.TmuxAsync([
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "80",
            "-y",
            "24",
            "-c",
            terminal.Folder,
            .. all.SelectMany(variable => new[] { "-e", variable }),
            "sh",
            "-c",
            script,
        ]);
        return terminal;
    }

    public string FileAt(string name) => Path.Combine(Folder, name);

    /// <summary>Types one key by its name in tmux: <c>C-c</c>, <c>Down</c>, <c>Enter</c>, <c>q</c>.</summary>
    public Task PressAsync(string key) => TmuxAsync("send-keys", key);

    /// <summary>Waits for a question, answers it.</summary>
    /// <param name="question">A part of its text.</param>
    /// <param name="answer">Empty for Enter alone.</param>
    public async Task AnswerAsync(string question, string answer = "")
    {
        await WaitAsync(text => IsAsked(text, question), $"asks \"{question}\"");
        if (answer.Length > 0)
            await TmuxAsync("send-keys", "-l", answer);
        await PressAsync("Enter");
    }

    /// <summary>Waits for text anywhere in what was shown so far, the lines joined that the terminal wrapped.</summary>
    public Task<string> WaitForAsync(string part, int times = 1) =>
        WaitAsync(text => text.Split(part).Length > times, $"shows \"{part}\"");

    /// <summary>Presses keys again and again until they are answered: those that come too early go to nobody.</summary>
    public async Task PressUntilAsync(string part, params string[] keys)
    {
        while (!(await TextAsync()).Contains(part, StringComparison.Ordinal))
        {
            foreach (var key in keys)
                await PressAsync(key);
            await Task.Delay(Again, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the menu is the last that is shown.</summary>
    public Task<string> WaitForMenuAsync() =>
        WaitAsync(text => text.TrimEnd().EndsWith("and here leaves.", StringComparison.Ordinal), "shows the menu");

    /// <summary>Leaves by <c>q</c>.</summary>
    public async Task QuitAsync()
    {
        await WaitForMenuAsync();
        await PressAsync("q");
        await WaitForAsync("weir ended with 0");
    }

    /// <summary>All that was shown, what scrolled away too.</summary>
    public async Task<string> TextAsync()
    {
        var result = await TmuxAsync("capture-pane", "-p", "-J", "-S", "-");
        return string.Join('\n', result.Output.Select(line => line.TrimEnd()));
    }

    /// <summary>The 24 lines that are seen now, as they are.</summary>
    public async Task<IReadOnlyList<string>> ScreenAsync() => (await TmuxAsync("capture-pane", "-p")).Output;

    public async ValueTask DisposeAsync()
    {
        // The server of this socket alone.
        await ProgramProcess.RunAsync("tmux", ["-S", _folder["tmux"], "kill-server"]);
        _folder.Dispose();
    }

    private static bool IsAsked(string text, string question)
    {
        var lines = text.TrimEnd().Split('\n');
        return lines is [.., var asked, ">"] && asked.Contains(question, StringComparison.Ordinal);
    }

    private async Task<string> WaitAsync(Func<string, bool> fits, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            var text = await TextAsync();
            if (fits(text))
                return text;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"It never {what}. It shows:\n{text.TrimEnd()}");
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<ProgramResult> TmuxAsync(params string[] arguments)
    {
        var result = await ProgramProcess.RunAsync("tmux", ["-S", _folder["tmux"], .. arguments]);
        return result.ExitCode == 0
            ? result
            : throw new InvalidOperationException($"tmux {arguments[0]}: {string.Join('\n', result.Errors)}");
    }
}
