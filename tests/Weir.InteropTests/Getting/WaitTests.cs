using Weir.InteropTests.Serving;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

public sealed class WaitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task A_download_that_is_started_before_its_servers_waits_for_them(params string[] format)
    {
        var file = LargeFile.Make(_folder["served/file"], 4 * ByteSize.MiB);
        var port = FreePorts.Consecutive(3);
        await using var get = WeirProcess.Start([
            "get",
            $"http://127.0.0.1:{{{port}..{port + 2}}}/file",
            "-o",
            _folder["file"],
            "--checksum",
            file.Checksum,
            "--wait",
            "2m",
            .. format,
        ]);
        await get.WaitForErrorAsync(line => line == "0 of 3 servers available, trying again…");
        Assert.False(get.HasExited);
        await using var serve = await ServeProcess.StartAtAsync(port, file.Folder, 3);

        Assert.Equal(0, await get.WaitForExitAsync());
        Assert.Equal(file.Sha256, LargeFile.HashOf(_folder["file"]));
        Assert.Equal(["file", "served"], _folder.Names());
    }

    [Fact]
    public async Task Servers_that_never_come_are_given_up_in_one_sentence()
    {
        var port = FreePorts.Next();
        var result = await GetProcess.RunAsync($"http://127.0.0.1:{port}/file", "-o", _folder["file"], "--wait", "1s");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("failed", result.Record.Text("outcome"));
        Assert.Contains("connection refused", result.Errors[^1], StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }
}
