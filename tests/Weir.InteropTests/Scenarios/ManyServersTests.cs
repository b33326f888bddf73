using Weir.InteropTests.Getting;
using Weir.InteropTests.Serving;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Scenarios;

/// <summary>
/// Five servers, each with a copy of its own, and a client that was there before them. One is paused and resumed, one is
/// stopped and started, one is killed.
/// </summary>
public sealed class ManyServersTests(LargeFiles files)
{
    private const int Servers = 5;
    private static readonly DateTime Modified = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData("dynamic", true)]
    [InlineData("dynamic", false)]
    [InlineData("equal", true)]
    [InlineData("equal", false)]
    public async Task The_file_is_right_although_three_of_five_servers_fail(string balance, bool hasChecksum)
    {
        var file = files.Middle;
        using var folder = files.NewFolder();
        await using var servers = new ServeProcesses();
        var port = FreePorts.Consecutive(Servers);
        await using var get = GetProcess.Start([
            $"http://127.0.0.1:{{{port}..{port + Servers - 1}}}/{file.Name}",
            "-o",
            folder["file"],
            "--wait",
            "2m",
            "--balance",
            balance,
            .. file.ChecksumIf(hasChecksum),
        ]);
        await get.Process.WaitForErrorAsync(line => line == "0 of 5 servers available, trying again…");
        await servers.StartAsync(
            port,
            [.. Enumerable.Range(0, Servers).Select(i => file.CopyTo(folder[$"copy{i}"], Modified.AddDays(i)).Folder)]
        );

        await get.ReachAsync(0.1);
        // All have come before one goes: on a busy machine the last may take its time.
        await get.ReachAsync(progress => progress.Items("sources").All(source => source.Number("bytes") > 0));
        await servers[1].SayAsync("1");
        await get.ReachAsync(0.2);
        await servers[2].SayAsync("e1");
        await get.ReachAsync(0.3);
        servers[3].Process.Send(Signal.Kill);
        await get.ReachAsync(0.4);
        await servers[1].SayAsync("r1");
        await servers[2].SayAsync("s1");
        var result = await get.EndAsync();

        result.ShouldHaveBrought(file, folder["file"], hasChecksum ? "sha-256" : "size");
        Assert.Equal("failed", result.Sources[3].Text("state"));
        Assert.All(result.Sources, source => Assert.True(source.Number("bytes") > 0));
        Assert.All(
            (int[])[0, 1, 2, 4],
            i => Assert.Contains(result.Sources[i].Text("state"), (string[])["done", "idle"])
        );
        Assert.Equal(["copy0", "copy1", "copy2", "copy3", "copy4", "file"], folder.Names());
    }

    private sealed class ServeProcesses : IAsyncDisposable
    {
        private readonly List<ServeProcess> _servers = [];

        public ServeProcess this[int index] => _servers[index];

        /// <summary>All at once, each on a port of its own.</summary>
        /// <remarks>So slow that all failures fall into the transfer, however busy the machine is.</remarks>
        public async Task StartAsync(int port, string[] roots) =>
            _servers.AddRange(
                await Task.WhenAll(
                    roots.Select((root, i) => ServeProcess.StartAtAsync(port + i, root, 1, "--rate", "1.5MB/s"))
                )
            );

        public async ValueTask DisposeAsync()
        {
            foreach (var server in _servers)
                await server.DisposeAsync();
        }
    }
}
