using Weir.InteropTests.Getting;
using Weir.InteropTests.Serving;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Mistakes;

public sealed class DiskTests : IDisposable
{
    private const string NoMounts = "This user may not mount file systems.";

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_file_that_cannot_fit_ends_with_4_before_it_is_fetched()
    {
        await using var disk = await SmallDiskAsync();
        var file = LargeFile.Make(_root["file"], 9 * ByteSize.MiB);
        await using var serve = await ServeProcess.StartAsync(_root.Path);
        var result = await WeirProcess.RunAsync(["get", serve.Url(1, "file"), "-o", disk["file"]]);

        Said.ShouldBe(result, 4, "weir get: the disk is full: the file takes 9 MiB and ");
        Assert.Contains(disk.Path, result.Errors[^1], StringComparison.Ordinal);
        Assert.Empty(disk.Names());
        Assert.Equal(9, file.Size.Bytes >> 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disk_that_fills_up_midway_ends_with_4_and_the_same_command_goes_on_when_there_is_room(
        bool hasChecksum
    )
    {
        await using var disk = await SmallDiskAsync();
        var file = LargeFile.Make(_root["file"], 6 * ByteSize.MiB);
        await using var serve = await ServeProcess.StartAsync(_root.Path, 2);
        string[] command =
        [
            serve.Pattern("file"),
            "-o",
            disk["file"],
            "--limit-rate",
            "2MiB/s",
            .. file.ChecksumIf(hasChecksum),
        ];
        await using var get = GetProcess.Start(command);
        await get.ReachAsync(0.3);
        disk.Fill("filler");
        var full = await get.EndAsync();

        Assert.Equal(4, full.ExitCode);
        Assert.Equal("failed", full.Record.Text("outcome"));
        full.ShouldAddUp();
        Assert.StartsWith($"weir get: the disk is full: {disk["file"]}", full.Errors[^1]);
        Assert.Contains("run the same command again", full.Errors[^1], StringComparison.Ordinal);
        Assert.Equal(["file.weir-journal", "file.weir-part", "filler"], disk.Names());

        File.Delete(disk["filler"]);
        var result = await GetProcess.RunAsync(command);
        result.ShouldHaveBrought(file, disk["file"], hasChecksum ? "sha-256" : "size");
        Assert.True(result.Record.Number("resumed_bytes") > ByteSize.MiB.Bytes);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_ends_with_4()
    {
        await using var disk = await MountedFolder.MountAsync("ro");
        Assert.SkipWhen(disk is null, NoMounts);
        await ShouldNotBeWritableAsync(disk["file"]);
        Assert.Empty(disk.Names());
    }

    [Fact]
    public Task A_folder_that_takes_no_files_ends_with_4() => ShouldNotBeWritableAsync("/sys/weir-test");

    private static async Task<MountedFolder> SmallDiskAsync()
    {
        var disk = await MountedFolder.MountAsync("size=8m");
        Assert.SkipWhen(disk is null, NoMounts);
        return disk;
    }

    private async Task ShouldNotBeWritableAsync(string target)
    {
        LargeFile.Make(_root["file"], ByteSize.MiB);
        await using var serve = await ServeProcess.StartAsync(_root.Path);
        var result = await WeirProcess.RunAsync(["get", serve.Url(1, "file"), "-o", target]);

        Said.ShouldBe(result, 4, $"weir get: {target}");
        Assert.Contains("choose another place with -o", result.Errors[^1], StringComparison.Ordinal);
    }
}
