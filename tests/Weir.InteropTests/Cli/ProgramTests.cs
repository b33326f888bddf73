using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Cli;

public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_built_program_runs_from_any_folder()
    {
        var result = await WeirProcess.RunAsync(["--version"], _folder.Path);

        Assert.Equal(["weir 0.1.0"], result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2_and_one_line_on_stderr()
    {
        var result = await WeirProcess.RunAsync(["--wrong"]);

        Assert.Equal(["weir: unknown option --wrong; see weir --help"], result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task A_signal_ends_a_command_in_order(Signal signal)
    {
        await using var process = WeirProcess.Start(["make-file", "large", "--size", "4GiB"], _folder.Path);
        while (_folder.Names().Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        process.Send(signal);

        Assert.Equal(130, await process.WaitForExitAsync());
        Assert.Empty(process.Errors);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_ends_with_4()
    {
        var result = await WeirProcess.RunAsync(["make-file", "/proc/weir-test", "--size", "1"]);

        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("weir make-file: /proc/weir-test cannot be written; ", Assert.Single(result.Errors));
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_no_mistake()
    {
        var result = await ProgramProcess.RunAsync(
            "bash",
            ["-c", "\"$0\" --help | true; echo ${PIPESTATUS[0]}", WeirProcess.Path]
        );

        Assert.Equal(["0"], result.Output);
        Assert.Empty(result.Errors);
    }
}
