using Weir.Measurements.Units;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Testing;

public sealed class ProgramProcessTests
{
    [Fact]
    public async Task Output_errors_and_exit_code_are_captured()
    {
        var result = await ProgramProcess.RunAsync("bash", ["-c", "echo one; echo two >&2; exit 7"]);

        Assert.Equal(7, result.ExitCode);
        Assert.Equal(["one"], result.Output);
        Assert.Equal(["two"], result.Errors);
    }

    [Fact]
    public async Task A_program_is_spoken_to_and_interrupted()
    {
        await using var process = ProgramProcess.Start(
            "bash",
            // A signal that comes just before bash reads is heeded only once the read has ended.
            [
                "-c",
                "trap 'echo stopped; exit 3' INT; echo ready; read -r line; echo \"got $line\"; while :; do read -rt 0.1 line; done",
            ]
        );
        await process.WaitForOutputAsync(line => line == "ready");
        await process.WriteLineAsync("hello");
        await process.WaitForOutputAsync(line => line == "got hello");
        process.Send(Signal.Interrupt);

        Assert.Equal(3, await process.WaitForExitAsync());
        Assert.Equal("stopped", process.Output[^1]);
    }

    [Fact]
    public async Task A_line_that_never_comes_is_told_with_all_that_came()
    {
        await using var process = ProgramProcess.Start("bash", ["-c", "echo something else"]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            process.WaitForOutputAsync(line => line == "ready")
        );

        Assert.Contains("something else", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peak_memory_is_kept_after_the_end()
    {
        await using var process = ProgramProcess.Start(
            "bash",
            ["-c", "x=$(head -c 30000000 /dev/zero | tr '\\0' a); echo ok; read -r"]
        );
        await process.WaitForOutputAsync(line => line == "ok");
        Assert.True(process.PeakMemory > 30 * ByteSize.MB);
        process.Send(Signal.Kill);

        Assert.Equal(128 + 9, await process.WaitForExitAsync());
        Assert.True(process.PeakMemory > 30 * ByteSize.MB);
    }

    [Fact]
    public void Free_ports_are_in_a_row_and_given_once()
    {
        var three = FreePorts.Consecutive(3);
        var next = FreePorts.Next();

        Assert.NotInRange(next, three, three + 2);
    }
}
