using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Weir.InteropTests.Getting;
using Weir.InteropTests.Turns;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Lab;

[Collection(KnownPorts.Name)]
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
        var hash = LargeFile.HashOf(folder["files/lab-32MiB.bin"]);
        Assert.Contains($"sha-256 {hash} verified: {folder["downloads/lab-32MiB.bin"]}", first.Output);
        Assert.Contains(first.Output, line => line.StartsWith("what the failures cost: ", StringComparison.Ordinal));
        AssertEachPartIsProven(first);
        Assert.Equal(hash, LargeFile.HashOf(folder["downloads/lab-32MiB.bin"]));
        Assert.Equal(["downloads", "files", "watch"], folder.Names());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["watch/token"]));

        var made = new FileInfo(folder["files/lab-32MiB.bin.sha256"]).LastWriteTimeUtc;
        var second = await RunAsync(folder);
        Assert.Equal(0, second.ExitCode);
        Assert.DoesNotContain(second.Errors, line => line.StartsWith("making", StringComparison.Ordinal));
        AssertEachPartIsProven(second);
        // No lock of the first one was in the way.
        Assert.Equal(["downloads", "files", "watch"], folder.Names());
        Assert.Equal(made, new FileInfo(folder["files/lab-32MiB.bin.sha256"]).LastWriteTimeUtc);
    }

    [Fact]
    public async Task The_lab_takes_other_ports_when_its_own_are_in_use()
    {
        using var folder = files.NewFolder();
        // 12001 is in the way of the second of four replicas.
        (SocketType Type, int Port, string Told)[] places =
        [
            (SocketType.Stream, 12001, "port 12000 and those beside it are in use; the lab takes "),
            (SocketType.Stream, 13080, "port 13080 is in use; the proxy takes "),
            (SocketType.Stream, 13070, "port 13070 is in use; the collector takes "),
            (SocketType.Dgram, 13863, "port 13863 is in use; the UDP relay takes "),
            (SocketType.Dgram, 13864, "port 13864 is in use; the slow path takes "),
            (SocketType.Dgram, 13862, "port 13862 is in use; the STAMP reflector takes "),
            (SocketType.Dgram, 13007, "port 13007 is in use; the echo takes "),
        ];
        var occupied = places.Select(place => (place.Told, Socket: Occupy(place.Type, place.Port))).ToList();
        var result = await RunAsync(folder);
        foreach (var (_, socket) in occupied)
            socket?.Dispose();

        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        AssertEachPartIsProven(result);
        Assert.All(
            occupied.Where(place => place.Socket is not null),
            place => Assert.Contains(result.Errors, line => line.StartsWith(place.Told, StringComparison.Ordinal))
        );
    }

    /// <summary>What the alias does for a shell with a person before it.</summary>
    private static string WeirOnPath => $"PATH={Path.GetDirectoryName(WeirProcess.Path)}:$PATH";

    [Fact]
    public async Task The_lab_runs_on_with_commands_that_work_until_it_is_told_to_quit()
    {
        using var folder = files.NewFolder();
        await using var lab = StartLive(folder);
        await lab.WaitForOutputAsync(IsLast);
        var lines = lab.Output.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ToList();
        Assert.Equal($"  alias weir={WeirProcess.Path}", lines[0]);
        var commands = lines.Skip(1).ToList();
        Assert.Equal(8, commands.Count);
        foreach (var command in commands.Where(command => !command.Contains(" agent ", StringComparison.Ordinal)))
        {
            var result = await ProgramProcess.RunAsync("bash", ["-c", $"{WeirOnPath}; {command}"], folder.Path);
            Assert.True(result.ExitCode == 0, $"{command}: {string.Join('\n', result.Errors)}");
        }

        await lab.WriteLineAsync("1");
        await lab.WaitForErrorAsync(line => line == "replica 1 is paused");
        await lab.WriteLineAsync("p");
        await lab.WaitForErrorAsync(line => line.StartsWith("lab ", StringComparison.Ordinal));
        var page = await lab.WaitForErrorAsync(line => line.StartsWith("with graphs: ", StringComparison.Ordinal));
        Assert.Contains(
            "<html",
            await File.ReadAllTextAsync(page["with graphs: ".Length..], TestContext.Current.CancellationToken)
        );
        await lab.WriteLineAsync("q");

        Assert.Equal(0, await lab.WaitForExitAsync());
        AssertNothingListens(lab.Output);
    }

    [Fact]
    public async Task The_agent_that_the_lab_suggests_delivers_to_its_collector()
    {
        using var folder = files.NewFolder();
        await using var lab = StartLive(folder);
        await lab.WaitForOutputAsync(IsLast);
        var command = lab.Output.Single(line => line.Contains(" agent ", StringComparison.Ordinal)).Trim();
        await using var agent = ProgramProcess.Start(
            "bash",
            ["-c", $"{WeirOnPath}; exec {command} --json"],
            folder.Path
        );
        await agent.WaitForOutputAsync(line => line.Contains("\"transfer\"", StringComparison.Ordinal));
        agent.Send(Signal.Interrupt);

        Assert.Equal(0, await agent.WaitForExitAsync());
        Assert.Contains("\"spooled\":0", agent.Output[^1]);
    }

    [Fact]
    public async Task A_signal_ends_the_lab_in_order_with_130_at_work_and_0_afterwards()
    {
        using var folder = files.NewFolder();
        await using (var atWork = WeirProcess.Start(["lab", "--size", "64MiB", "--folder", folder.Path]))
        {
            await atWork.WaitForErrorAsync(line => line.StartsWith("at 40 %", StringComparison.Ordinal));
            atWork.Send(Signal.Interrupt);
            Assert.Equal(130, await atWork.WaitForExitAsync());
        }

        await using var lab = StartLive(folder);
        await lab.WaitForOutputAsync(IsLast);
        lab.Send(Signal.Interrupt);

        Assert.Equal(0, await lab.WaitForExitAsync());
        AssertNothingListens(lab.Output);
        Assert.Equal(["downloads", "files", "watch"], folder.Names());
    }

    [Fact]
    public async Task Two_labs_at_once_do_not_disturb_each_other()
    {
        using var folder = files.NewFolder();
        await using var one = StartLive(folder);
        await one.WaitForOutputAsync(IsLast);
        var other = await RunAsync(folder);

        Assert.True(other.ExitCode == 0, string.Join('\n', other.Errors));
        AssertEachPartIsProven(other);
        Assert.False(one.HasExited);
    }

    [Fact]
    public async Task The_key_p_shows_the_report_on_the_screen_and_q_quits()
    {
        using var folder = files.NewFolder();
        await using var terminal = await TmuxTerminal.StartAsync(
            folder["tmux"],
            80,
            24,
            $"{WeirProcess.Path} lab --size 4MiB --folder {folder.Path}"
        );
        await terminal.WaitForAsync("l lists, q quits");
        await terminal.PressAsync("p");
        var screen = await terminal.WaitForAsync("with graphs: ");
        Assert.Contains("downloads  failed", screen);
        await terminal.PressAsync("1", "Enter");
        await terminal.WaitForAsync("replica 1 is paused");
        await terminal.PressAsync("q", "Enter");

        await terminal.WaitForAsync("exit code 0");
    }

    private static bool IsLast(string line) => line.StartsWith("p shows the report", StringComparison.Ordinal);

    private static ProgramProcess StartLive(TemporaryFolder folder) =>
        ProgramProcess.Start(
            WeirProcess.Path,
            ["lab", "--size", "4MiB", "--folder", folder.Path],
            folder.Path,
            // What its commands write to the temporary folder goes with the test's.
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["NO_COLOR"] = "1", ["TMPDIR"] = folder.Path }
        );

    private static void AssertEachPartIsProven(ProgramResult result)
    {
        string[] parts =
        [
            "proxy: 1 MiB in ",
            "UDP relay: 20 of 20 ",
            "slow path: ",
            "STAMP reflector: 20 of 20 ",
            "echo: 20 of 20 ",
            "collector: the record of the download is accepted",
            "lab-direct: 2 records accepted: ",
            "lab-proxied: 2 records accepted: ",
            "lab-slow: 2 records accepted: ",
            "report: 4 downloads, ",
        ];
        Assert.All(
            parts,
            part => Assert.Contains(result.Output, line => line.StartsWith(part, StringComparison.Ordinal))
        );
    }

    /// <summary>Every port that the closing screen named is free again.</summary>
    private static void AssertNothingListens(IReadOnlyList<string> output)
    {
        var ports = output
            .SkipWhile(line => !line.StartsWith("All of it runs on", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line, @"127\.0\.0\.1:(?<port>\d+)", RegexOptions.NonBacktracking))
            .Select(match => int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture))
            .Distinct()
            .ToList();
        Assert.Equal(7, ports.Count);
        foreach (var port in ports)
        {
            using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            Assert.Throws<SocketException>(() => stream.Connect(IPAddress.Loopback, port));
            using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            datagrams.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
    }

    private static Task<ProgramResult> RunAsync(TemporaryFolder folder) =>
        WeirProcess.RunAsync(["lab", "--once", "--size", "32MiB", "--folder", folder.Path]);

    private static bool IsStep(string line, string share, int replica, string word) =>
        line.StartsWith($"at {share}: replica {replica} (127.0.0.1:", StringComparison.Ordinal)
        && line.EndsWith($") is {word}", StringComparison.Ordinal);

    /// <summary>Null when it cannot be had: by someone else, who may leave, or by the remains of a connection.</summary>
    private static Socket? Occupy(SocketType type, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            if (type == SocketType.Stream)
                socket.Listen();
            return socket;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            return null;
        }
    }
}
