using Weir.InteropTests.Serving;
using Weir.Measurements.Units;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

public sealed class HardshipTests(LargeFiles files)
{
    /// <summary>Of each of two or three: seconds are left when the hardship comes, however busy the machine is.</summary>
    private const string Slow = "5MiB/s";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(65_537)]
    public async Task A_small_file_arrives_from_many_sources(long size)
    {
        using var folder = files.NewFolder();
        var file = LargeFile.Make(folder["served/file"], new ByteSize(size));
        await using var serve = await ServeProcess.StartAsync(file.Folder, 5);
        foreach (var hasChecksum in new[] { true, false })
        {
            var target = folder[$"file-{hasChecksum}"];
            var result = await GetProcess.RunAsync([
                serve.Pattern(file.Name),
                "-o",
                target,
                .. file.ChecksumIf(hasChecksum),
            ]);

            result.ShouldHaveBrought(file, target, hasChecksum ? "sha-256" : "size");
        }
    }

    [Theory]
    [InlineData("a file with spaces.bin", "a%20file%20with%20spaces.bin")]
    [InlineData("größe-文件.bin", "gr%C3%B6%C3%9Fe-%E6%96%87%E4%BB%B6.bin")]
    [InlineData("100% #1?.bin", "100%25%20%231%3F.bin")]
    public async Task A_file_is_named_after_its_url(string name, string encoded)
    {
        using var folder = files.NewFolder();
        LargeFile.Make(folder[$"served/{name}"], ByteSize.MiB);
        await using var serve = await ServeProcess.StartAsync(folder["served"], 2);
        var result = await WeirProcess.RunAsync(["get", serve.Pattern(encoded)], folder.Path);

        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        // A question mark is no good in the names of some systems.
        Assert.Equal([name.Replace('?', '_'), "served"], folder.Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_download_outlives_an_outage_of_all_servers()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder, 3, "--rate", Slow);
        await using var get = GetProcess.Start(
            serve.Pattern(files.Middle.Name),
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"]
        );
        await get.ReachAsync(0.3);
        for (var i = 1; i <= 3; i++)
            await serve.SayAsync($"e{i}");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(get.Process.HasExited);
        for (var i = 1; i <= 3; i++)
            await serve.SayAsync($"s{i}");
        var result = await get.EndAsync();

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.InRange(result.Waste, 0, 0.02);
    }

    [Fact]
    public async Task A_download_without_any_server_left_gives_up_and_the_same_command_goes_on_later()
    {
        using var folder = files.NewFolder();
        string[] command = ["--checksum", files.Middle.Checksum, "--give-up", "1s", "-o", folder["file"]];
        var port = FreePorts.Consecutive(2);
        string[] urls = [$"http://127.0.0.1:{{{port}..{port + 1}}}/{files.Middle.Name}"];
        await using (var serve = await ServeProcess.StartAtAsync(port, files.Middle.Folder, 2, "--rate", Slow))
        {
            await using var get = GetProcess.Start([.. urls, .. command]);
            await get.ReachAsync(0.4);
            serve.Process.Send(Signal.Kill);
            var failed = await get.EndAsync();

            Assert.Equal(1, failed.ExitCode);
            Assert.Equal("failed", failed.Record.Text("outcome"));
            failed.ShouldAddUp();
            Assert.All(failed.Sources, source => Assert.Equal("failed", source.Text("state")));
            Assert.EndsWith("the same command continues once a server is back", failed.Errors[^1]);
            Assert.Equal(["file.weir-journal", "file.weir-part"], folder.Names());
        }

        await using var again = await ServeProcess.StartAtAsync(port, files.Middle.Folder, 2);
        var result = await GetProcess.RunAsync([.. urls, .. command]);
        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.True(result.Record.Number("resumed_bytes") >= files.Middle.Size.Bytes * 0.4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_server_began_others_with_copies_of_their_own_finish(bool hasChecksum)
    {
        using var folder = files.NewFolder();
        var copy = files.Middle.CopyTo(folder["copy"], DateTime.UnixEpoch);
        await using var first = await ServeProcess.StartAsync(files.Middle.Folder, 2, "--rate", Slow);
        await using var second = await ServeProcess.StartAsync(copy.Folder, 2);
        string[] command = ["-o", folder["file"], .. copy.ChecksumIf(hasChecksum)];
        await using (var get = GetProcess.Start([first.Pattern(copy.Name), .. command]))
        {
            await get.ReachClaimedAsync(0.4);
            get.Process.Send(Signal.Kill);
            await get.Process.WaitForExitAsync();
        }

        var result = await GetProcess.RunAsync([second.Pattern(copy.Name), .. command]);
        result.ShouldHaveBrought(copy, folder["file"], hasChecksum ? "sha-256" : "size");
        Assert.True(result.Record.Number("resumed_bytes") >= files.Middle.Size.Bytes * 0.4);
    }

    [Fact]
    public async Task A_copy_that_is_replaced_midway_spoils_nothing()
    {
        using var folder = files.NewFolder();
        var copy = files.Middle.CopyTo(folder["copy"], DateTime.UnixEpoch);
        var other = LargeFile.Make(folder["other"], files.Middle.Size, seed: 3);
        await using var good = await ServeProcess.StartAsync(files.Middle.Folder, 2, "--rate", Slow);
        await using var changing = await ServeProcess.StartAsync(copy.Folder, 1, "--rate", Slow);
        await using var get = GetProcess.Start(
            good.Pattern(copy.Name),
            changing.Url(1, copy.Name),
            "--checksum",
            copy.Checksum,
            "-o",
            folder["file"]
        );
        await get.ReachAsync(0.3);
        File.Move(other.Path, copy.Path, overwrite: true);
        var result = await get.EndAsync();

        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.Equal("rejected", result.Sources[2].Text("state"));
    }
}
