using System.CommandLine;
using Weir.Cli.Mistakes;

namespace Weir.UnitTests.Cli.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_version_is_told()
    {
        var captured = new CapturedOutput();

        Assert.Equal(0, await captured.RunAsync("--version"));
        Assert.Equal("weir 0.1.0\n", captured.Out);
    }

    [Fact]
    public async Task Without_a_command_a_terminal_gets_the_help()
    {
        var captured = new CapturedOutput(isTerminal: true);

        Assert.Equal(0, await captured.RunAsync());
        Assert.StartsWith("Move large files", captured.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exit_code_of_a_command_is_that_of_the_program()
    {
        Assert.Equal((3, "", ""), await RunAsync(_ => ExitCodes.VerificationFailed));
    }

    [Fact]
    public async Task A_mistake_of_a_command_is_told_under_its_name()
    {
        Assert.Equal(
            (4, "", "weir fetch: f exists; give --overwrite\n"),
            await RunAsync(_ => throw MistakeException.Target("f exists; give --overwrite"))
        );
    }

    [Fact]
    public async Task A_bug_is_one_line_without_a_stack_trace()
    {
        Assert.Equal(
            (1, "", "weir: internal error: broken\n"),
            await RunAsync(_ => throw new InvalidOperationException("broken"))
        );
    }

    [Fact]
    public async Task An_interrupted_command_ends_with_130()
    {
        Assert.Equal((130, "", ""), await RunAsync(_ => throw new OperationCanceledException(), interrupted: true));
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_bug()
    {
        var (code, _, error) = await RunAsync(_ => throw new OperationCanceledException("why"));

        Assert.Equal(1, code);
        Assert.Equal("weir: internal error: why\n", error);
    }

    [Theory]
    [InlineData("serve", "files")]
    [InlineData("proxy", "--upstream", "http://127.0.0.1:1")]
    [InlineData("lab", "--once")]
    public async Task Where_there_are_no_event_loops_servers_say_where_they_run(params string[] arguments)
    {
        var captured = new CapturedOutput(hasLoops: false);

        Assert.Equal(ExitCodes.Usage, await captured.RunAsync(arguments));
        Assert.Equal(
            $"weir {arguments[0]}: servers run on Linux alone (epoll); on Windows use WSL 2, on macOS a container or a "
                + "virtual machine\n",
            captured.Error
        );
    }

    [Fact]
    public async Task Their_help_is_there_everywhere()
    {
        var captured = new CapturedOutput(hasLoops: false);

        Assert.Equal(0, await captured.RunAsync("serve", "--help"));
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(
        Func<ParseResult, int> run,
        bool interrupted = false
    )
    {
        var captured = new CapturedOutput(interrupted: new CancellationToken(interrupted));
        var code = await captured.RunAsync(SampleCommand.Create(captured.Context, run), "fetch", "http://a/f");
        return (code, captured.Out, captured.Error);
    }
}
