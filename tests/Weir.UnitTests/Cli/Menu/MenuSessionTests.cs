using System.Collections.Concurrent;
using Weir.Cli.Commands;
using Weir.Cli.Menu;
using Weir.Cli.Terminal;
using Weir.UnitTests.Cli.Terminal;

namespace Weir.UnitTests.Cli.Menu;

public sealed class MenuSessionTests : IDisposable
{
    private readonly BlockingCollection<ConsoleKeyInfo?> _typed = [];
    private readonly List<string> _ran = [];
    private readonly CapturedOutput _captured = new(isTerminal: true);
    private Func<CommandContext, Task<int>> _command = _ => Task.FromResult(0);

    public void Dispose() => _typed.Add(null);

    [Fact]
    public async Task A_choice_is_asked_shown_run_and_the_menu_comes_back()
    {
        Assert.Equal(0, await RunAsync("4", "h:862\n", "20\n", "\n", "q"));

        Assert.Equal(["probe h:862 --count 20"], _ran);
        Assert.Contains("\n$ weir probe h:862 --count 20\n", _captured.Out);
        Assert.Equal(2, Menus);
    }

    [Fact]
    public async Task A_wrong_answer_gets_its_sentence_and_is_asked_for_again()
    {
        await RunAsync("4", "\n", "none\n50\n", "\n", "q");

        Assert.Contains("  \"none\" is not a number from 1 to 1000000\n", _captured.Out);
        Assert.Equal(["probe 127.0.0.1:8620 --count 50"], _ran);
    }

    [Fact]
    public async Task An_answer_that_is_needed_is_asked_for_until_it_comes()
    {
        await RunAsync("5", "\n", "http://a/f\n", "\n", "\n", "q");

        Assert.Contains("an answer is needed here", _captured.Out);
        Assert.Equal(["load http://a/f --clients 5"], _ran);
    }

    [Fact]
    public async Task Escape_goes_back_to_the_menu_and_runs_nothing()
    {
        Assert.Equal(0, await RunAsync("4", "h:862\u001b", "q"));

        Assert.Empty(_ran);
        Assert.Equal(2, Menus);
    }

    [Fact]
    public async Task The_page_of_tools_runs_its_choices_and_goes_back()
    {
        Assert.Equal(0, await RunAsync("0", "7", "\n", "q", "q"));

        Assert.Equal(["doctor"], _ran);
        Assert.Contains("q  Back", _captured.Out);
        Assert.Equal(4, Menus);
    }

    [Fact]
    public async Task The_last_target_is_the_next_default()
    {
        await RunAsync("4", "h:862\n", "\n", "\n", "4", "\n", "\n", "\n", "q");

        Assert.Equal(["probe h:862", "probe h:862"], _ran);
    }

    [Fact]
    public async Task An_exit_code_that_is_not_0_is_told_in_words()
    {
        _command = _ => Task.FromResult(3);
        await RunAsync("8", "\n", "\n", "q");

        Assert.Contains("The bytes are not the expected ones (exit code 3).\n", _captured.Out);
    }

    [Fact]
    public async Task An_interruption_ends_the_command_and_not_the_menu()
    {
        var interruption = new Interruption();
        _command = async context =>
        {
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.Interrupted.Register(over.SetResult);
            interruption.TryInterrupt();
            await over.Task;
            return 130;
        };

        Assert.Equal(0, await RunAsync(interruption, "8", "\n", "\n", "q"));
        Assert.Contains("It was interrupted (exit code 130).\n", _captured.Out);
    }

    [Fact]
    public async Task A_server_beside_ends_with_the_command_that_it_serves()
    {
        var ended = false;
        _command = async context =>
        {
            if (!_ran[^1].StartsWith("proxy", StringComparison.Ordinal))
                return ended ? 1 : 0;
            context.Output.Line("proxying");
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.Interrupted.Register(over.SetResult);
            await over.Task;
            ended = true;
            return 0;
        };
        await RunAsync("3", "http://127.0.0.1:8000\n", "\n", "\n", "\n", "q");

        Assert.Equal(2, _ran.Count);
        Assert.True(ended);
        Assert.DoesNotContain("exit code", _captured.Out);
    }

    [Fact]
    public async Task An_interrupted_command_still_has_its_server_when_it_ends()
    {
        var interruption = new Interruption();
        var servers = CancellationToken.None;
        var hadServer = false;
        _command = async context =>
        {
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.Interrupted.Register(over.SetResult);
            if (_ran[^1].StartsWith("proxy", StringComparison.Ordinal))
            {
                servers = context.Interrupted;
                context.Output.Line("proxying");
                await over.Task;
                return 0;
            }

            interruption.TryInterrupt();
            await over.Task;
            hadServer = !servers.IsCancellationRequested;
            return 130;
        };
        await RunAsync(interruption, "3", "http://127.0.0.1:8000\n", "\n", "\n", "\n", "q");

        Assert.True(hadServer);
        Assert.True(servers.IsCancellationRequested);
    }

    [Fact]
    public async Task When_the_server_beside_cannot_start_nothing_else_runs()
    {
        _command = _ => Task.FromResult(1);
        await RunAsync("3", "http://127.0.0.1:8000\n", "\n", "\n", "\n", "q");

        Assert.Equal(["proxy --upstream http://127.0.0.1:8000 --listen 8080 --quiet"], _ran);
        Assert.Contains("It failed (exit code 1)", _captured.Out);
    }

    private int Menus => _captured.Out.Split("Type a digit").Length - 1;

    private Task<int> RunAsync(params string[] typed) => RunAsync(new Interruption(), typed);

    /// <summary>Types each text when who reads has come so far; a key that nobody waits for is lost.</summary>
    private async Task<int> RunAsync(Interruption interruption, params string[] typed)
    {
        var keys = new Queue<char>(string.Concat(typed));
        var keyboard = new Keyboard(() => _typed.Take()) { IsTerminal = true };
        var context = _captured.Context with { Keyboard = keyboard, Interruption = interruption };
        var session = new MenuSession(
            context with
            {
                Output = context.Output with { Out = new Prompted(context.Output.Out, Next) },
            },
            (arguments, its) =>
            {
                _ran.Add(string.Join(' ', arguments));
                return _command(its);
            }
        );
        return await session.RunAsync(TestContext.Current.CancellationToken);

        void Next()
        {
            if (keys.TryDequeue(out var key))
                _typed.Add(Typing.Key(key));
        }
    }

    /// <summary>Knows when the menu waits for a key: after it has drawn itself, or the line that is typed.</summary>
    private sealed class Prompted(TextWriter to, Action next) : TextWriter
    {
        public override System.Text.Encoding Encoding => to.Encoding;

        public override void Write(char value) => to.Write(value);

        public override void Write(string? value)
        {
            to.Write(value);
            next();
        }

        public override void WriteLine(string? value) => to.WriteLine(value);
    }
}
