using System.Net;
using System.Net.Sockets;
using Weir.InteropTests.Getting;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Lab;

[Collection(Alone.Name)]
public sealed class LabTests(LargeFiles files)
{
    [Fact]
    public async Task The_lab_shows_the_main_job_and_keeps_its_file_for_the_next_time()
    {
        using var folder = files.NewFolder();
        var first = await RunAsync(folder);

        Assert.True(first.ExitCode == 0, string.Join('\n', first.Errors));
        Assert.Contains(
            first.Errors,
            line => line.StartsWith("making a test file of 32 MiB: ", StringComparison.Ordinal)
        );
        Assert.Equal(4, first.Errors.Count(line => line.StartsWith("replica ", StringComparison.Ordinal)));
        Assert.Contains(first.Errors, line => IsStep(line, "40 %", 3, "stopped"));
        Assert.Contains(first.Errors, line => IsStep(line, "50 %", 2, "paused"));
        Assert.Contains(first.Errors, line => IsStep(line, "70 %", 2, "resumed"));
        var hash = LargeFile.HashOf(folder["lab-32MiB.bin"]);
        Assert.Contains($"sha-256 {hash} verified: {folder["downloads/lab-32MiB.bin"]}", first.Output);
        Assert.StartsWith("what the failures cost: ", first.Output[^1]);
        Assert.Equal(hash, LargeFile.HashOf(folder["downloads/lab-32MiB.bin"]));
        Assert.Equal(["downloads", "lab-32MiB.bin", "lab-32MiB.bin.sha256"], folder.Names());

        var made = File.GetLastWriteTimeUtc(folder["lab-32MiB.bin"]);
        var second = await RunAsync(folder);
        Assert.Equal(0, second.ExitCode);
        Assert.DoesNotContain(second.Errors, line => line.StartsWith("making", StringComparison.Ordinal));
        Assert.Equal(made, File.GetLastWriteTimeUtc(folder["lab-32MiB.bin"]));
    }

    [Fact]
    public async Task The_lab_takes_other_ports_when_its_own_are_in_use()
    {
        using var folder = files.NewFolder();
        // 12001 is in the way of the second of four replicas; someone else may be there already, which is as good.
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        TryListen(occupant, 12001);
        var result = await RunAsync(folder);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            result.Errors,
            line =>
                line.StartsWith("port 12000 and those beside it are in use; the lab takes ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_lab_serves_on_until_it_is_told_to_quit()
    {
        using var folder = files.NewFolder();
        await using var lab = WeirProcess.Start(["lab", "--size", "4MiB", "--folder", folder.Path]);
        await lab.WaitForOutputAsync(line => line.StartsWith("All four serve on", StringComparison.Ordinal));
        var url = (await lab.WaitForErrorAsync(l => l.StartsWith("replica 3 ", StringComparison.Ordinal))).Split("  ")[
            1
        ];
        var result = await GetProcess.RunAsync(url, "-o", folder["again"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(LargeFile.HashOf(folder["lab-4MiB.bin"]), LargeFile.HashOf(folder["again"]));
        await lab.WriteLineAsync("q");

        Assert.Equal(0, await lab.WaitForExitAsync());
    }

    private static Task<ProgramResult> RunAsync(TemporaryFolder folder) =>
        WeirProcess.RunAsync(["lab", "--once", "--size", "32MiB", "--folder", folder.Path]);

    private static bool IsStep(string line, string share, int replica, string word) =>
        line.StartsWith($"at {share}: replica {replica} (127.0.0.1:", StringComparison.Ordinal)
        && line.EndsWith($") is {word}", StringComparison.Ordinal);

    private static void TryListen(Socket socket, int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // As wanted.
        }
    }
}
