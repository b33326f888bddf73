using Weir.Testing.Processes;

namespace Weir.InteropTests.Lab;

/// <summary>A real terminal (tmux, with a server of its own) in which one command runs.</summary>
internal sealed class TmuxTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly string _socket;

    private TmuxTerminal(string socket) => _socket = socket;

    /// <summary>Starts it, with colours wherever the tests run; behind the command's end stands <c>exit code N</c>.</summary>
    public static async Task<TmuxTerminal> StartAsync(string socket, int columns, int rows, string command)
    {
        var terminal = new TmuxTerminal(socket);
        await terminal.RunAsync(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            $"{columns}",
            "-y",
            $"{rows}",
            $"unset NO_COLOR; {command}; echo exit code $?; exec sleep 600"
        );
        return terminal;
    }

    /// <summary>Keys as tmux names them.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    /// <summary>The screen, once it shows the text.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var screen = string.Join('\n', (await RunAsync("capture-pane", "-p")).Output);
            if (screen.Contains(text, StringComparison.Ordinal))
                return screen;
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"the screen does not show \"{text}\":\n{screen}");
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync() => await RunAsync("kill-server");

    private Task<ProgramResult> RunAsync(params string[] arguments) =>
        ProgramProcess.RunAsync("tmux", ["-S", _socket, .. arguments]);
}
