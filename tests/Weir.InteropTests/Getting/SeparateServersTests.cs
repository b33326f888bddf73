using Weir.InteropTests.Serving;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

[Collection(Alone.Name)]
public sealed class SeparateServersTests(LargeFiles files)
{
    private static readonly DateTime Modified = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Five_servers_with_copies_of_their_own_deliver_although_three_of_them_fail(bool hasChecksum)
    {
        var file = files.Hundred;
        using var folder = files.NewFolder();
        await using var servers = new ServeProcesses();
        for (var i = 1; i <= 5; i++)
            await servers.StartAsync(file.CopyTo(folder[$"copy{i}"], Modified.AddDays(i)).Folder, "--rate", "8MB/s");

        await using var get = GetProcess.Start([
            .. servers.Urls(file.Name),
            "-o",
            folder["file"],
            .. file.ChecksumIf(hasChecksum),
        ]);
        await get.ReachAsync(0.1);
        await servers[1].SayAsync("1");
        await get.ReachAsync(0.2);
        await servers[2].SayAsync("e1");
        await get.ReachAsync(0.3);
        servers[3].Process.Send(Signal.Kill);
        await get.ReachAsync(0.5);
        await servers[1].SayAsync("r1");
        await servers[2].SayAsync("s1");
        var result = await get.EndAsync();

        result.ShouldHaveBrought(file, folder["file"], hasChecksum ? "sha-256" : "size");
        Assert.Equal("failed", result.Sources[3].Text("state"));
        Assert.All(result.Sources, source => Assert.True(source.Number("bytes") > 0));
        // The two that came back were used again.
        Assert.Equal(["done", "done"], result.Sources.Skip(1).Take(2).Select(source => source.Text("state")));
    }

    private sealed class ServeProcesses : IAsyncDisposable
    {
        private readonly List<ServeProcess> _servers = [];

        public ServeProcess this[int index] => _servers[index];

        public async Task StartAsync(string root, params string[] options) =>
            _servers.Add(await ServeProcess.StartAsync(root, 1, options));

        public IEnumerable<string> Urls(string name) => _servers.Select(server => server.Url(1, name));

        public async ValueTask DisposeAsync()
        {
            foreach (var server in _servers)
                await server.DisposeAsync();
        }
    }
}
