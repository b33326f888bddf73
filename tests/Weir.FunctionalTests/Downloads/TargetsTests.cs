using System.Net.Sockets;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Measurements.Records;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Testing.Processes;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Where the file goes, and what may be in the way there.</summary>
public sealed class TargetsTests : IAsyncDisposable
{
    private readonly Scene _scene = new(1 << 20);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public void Caller_may_block_until_the_end()
    {
        var origin = _scene.Add();

        var result = new Downloader(_scene.Options).Download(
            [SourceAddress.Parse(origin.Url())],
            _scene.Target,
            cancellationToken: Scene.Ct
        );

        Assert.Equal(DownloadEnd.Done, result.End);
        Assert.True(_scene.File.Bytes.Span.SequenceEqual(File.ReadAllBytes(_scene.Target)));
    }

    [Fact]
    public async Task List_of_sources_is_the_callers_again_at_once()
    {
        var sources = new List<SourceAddress> { SourceAddress.Parse(_scene.Add().Url()) };

        var download = new Downloader(_scene.Options).DownloadAsync(
            sources,
            _scene.Target,
            cancellationToken: Scene.Ct
        );
        sources.Clear();

        Assert.Equal(DownloadEnd.Done, (await download).End);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Existing_file_is_not_replaced_unless_told_so(bool hasChecksum)
    {
        var origin = _scene.Add();
        _scene.Folder.Write("file.bin", "precious"u8);
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });

        var result = await _scene.DownloadAsync();

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.Exists), (result.End, result.Storage?.Kind));
        Assert.Contains("--overwrite", result.Record.Error, StringComparison.Ordinal);
        Assert.Equal(["file.bin"], _scene.Folder.Names());
        Assert.Empty(origin.Requests);
    }

    [Fact]
    public async Task Existing_file_is_replaced_when_told_so_and_only_at_the_end()
    {
        var gate = new TaskCompletionSource();
        var origin = _scene.Add(r => _scene.IsSegment(r) ? new() { HoldUntil = gate.Task } : Misbehaviour.None);
        _scene.Folder.Write("file.bin", "precious"u8);
        _scene.Change(o => o with { Overwrite = true });

        var download = _scene.DownloadRightAsync();
        await origin.WaitUntilAsync(o => o.Requests.Any(_scene.IsSegment));
        Assert.Equal("precious", await File.ReadAllTextAsync(_scene.Target, Scene.Ct));
        gate.SetResult();
        await download;
    }

    [Fact]
    public async Task Existing_file_survives_a_failed_replacement()
    {
        _scene.Add(new Misbehaviour { Status = 404 });
        _scene.Folder.Write("file.bin", "precious"u8);
        _scene.Change(o => o with { Overwrite = true });

        await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Equal(["file.bin"], _scene.Folder.Names());
    }

    [Fact]
    public async Task Existing_file_with_the_right_hash_is_done_without_a_request()
    {
        var origin = _scene.Add();
        _scene.Folder.Write("file.bin", _scene.File.Bytes.Span);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var record = await _scene.DownloadRightAsync();

        Assert.Empty(origin.Requests);
        Assert.Equal(Verification.Sha256, record.Verified);
        Assert.Equal(record.Bytes, record.ResumedBytes);
    }

    [Fact]
    public async Task Existing_file_with_the_right_hash_takes_leftovers_of_its_download_away()
    {
        _scene.Add();
        _scene.Folder.Write("file.bin", _scene.File.Bytes.Span);
        _scene.Folder.Write("file.bin.weir-part", "old"u8);
        _scene.Folder.Write("file.bin.weir-journal", "0123abcd header {\"ver"u8);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task File_that_comes_into_being_meanwhile_is_not_replaced()
    {
        var gate = new TaskCompletionSource();
        var origin = _scene.Add(r => _scene.IsSegment(r) ? new() { HoldUntil = gate.Task } : Misbehaviour.None);

        var download = Task.Run(
            () => new Downloader(_scene.Options).DownloadAsync([Address(origin.Url())], _scene.Target, null, Scene.Ct),
            Scene.Ct
        );
        await origin.WaitUntilAsync(o => o.Requests.Any(_scene.IsSegment));
        _scene.Folder.Write("file.bin", "precious"u8);
        gate.SetResult();
        var result = await download;

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.Exists), (result.End, result.Storage?.Kind));
        Assert.Equal("precious", await File.ReadAllTextAsync(_scene.Target, Scene.Ct));
    }

    [Fact]
    public async Task Same_target_twice_at_once_is_refused_the_second_time()
    {
        var gate = new TaskCompletionSource();
        var origin = _scene.Add(r => _scene.IsSegment(r) ? new() { HoldUntil = gate.Task } : Misbehaviour.None);
        _scene.Change(o => o with { ResponseTimeout = TimeSpan.FromSeconds(20) });

        var first = _scene.DownloadAsync();
        await origin.WaitUntilAsync(o => o.Requests.Any(_scene.IsSegment));
        var second = await _scene.DownloadAsync();
        gate.SetResult();

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.InUse), (second.End, second.Storage?.Kind));
        Assert.Equal(DownloadEnd.Done, (await first).End);
        _scene.HoldRight((await first).Record);
    }

    [Fact]
    public async Task Target_folder_that_is_missing_is_named_before_any_server_is_asked()
    {
        var origin = _scene.Add();
        var folder = _scene.Folder["missing"];

        var result = await ToAsync(origin, Path.Combine(folder, "f"));

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.FolderMissing), (result.End, result.Storage?.Kind));
        Assert.Contains(folder, result.Record.Error, StringComparison.Ordinal);
        Assert.Empty(origin.Requests);
    }

    [Theory]
    [InlineData("a", 238, true)]
    [InlineData("a", 239, false)]
    [InlineData("a", 250, false)]
    [InlineData("a", 300, false)]
    [InlineData("ä", 119, true)]
    [InlineData("ä", 120, false)]
    public async Task Name_that_leaves_none_for_the_files_beside_it_is_told_with_its_bound(
        string letter,
        int count,
        bool isTaken
    )
    {
        var origin = _scene.Add();
        var name = string.Concat(Enumerable.Repeat(letter, count));

        var result = await ToAsync(origin, _scene.Folder[name]);

        Assert.Equal(isTaken ? DownloadEnd.Done : DownloadEnd.Storage, result.End);
        if (isTaken)
            return;
        Assert.EndsWith("; choose a name of at most 238 bytes with -o", result.Record.Error, StringComparison.Ordinal);
        Assert.Empty(origin.Requests);
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task File_with_a_name_that_leaves_none_beside_it_is_known_for_the_right_one_all_the_same()
    {
        var origin = _scene.Add();
        var name = new string('a', 255);
        await ToAsync(origin, _scene.Target);
        File.Move(_scene.Target, _scene.Folder[name]);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        Assert.Equal(DownloadEnd.Done, (await ToAsync(origin, _scene.Folder[name])).End);
    }

    [Fact]
    public async Task Target_that_is_a_folder_is_refused()
    {
        var origin = _scene.Add();

        var result = await ToAsync(origin, _scene.Folder.Path);

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.IsFolder), (result.End, result.Storage?.Kind));
        Assert.Empty(origin.Requests);
    }

    [Fact]
    public async Task Target_whose_folder_is_a_file_is_refused()
    {
        var origin = _scene.Add();
        var file = _scene.Folder.Write("file", "x"u8);

        var result = await ToAsync(origin, Path.Combine(file, "f"));

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.FolderMissing), (result.End, result.Storage?.Kind));
    }

    [Theory]
    [InlineData(".weir-part")]
    [InlineData(".weir-journal")]
    public async Task Folder_in_the_place_of_a_file_beside_the_target_is_a_clear_failure(string suffix)
    {
        _scene.Add();
        Directory.CreateDirectory(Path.Combine(_scene.Target + suffix, "not empty"));

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Storage);

        Assert.Contains(suffix, record.Error, StringComparison.Ordinal);
        Assert.Equal(["file.bin" + suffix], _scene.Folder.Names());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData(".weir-journal", false)]
    [InlineData(".weir-part", false)]
    public async Task Named_pipe_is_no_target(string suffix, bool hasChecksum)
    {
        var origin = _scene.Add();
        var made = await ProgramProcess.RunAsync("mkfifo", [_scene.Target + suffix]);
        Assert.Equal(0, made.ExitCode);
        _scene.Change(o => o with { Overwrite = true, Checksum = hasChecksum ? _scene.Checksum : null });

        await RefuseAsync(origin, _scene.Target, "named pipe");

        Assert.Equal(["file.bin" + suffix], _scene.Folder.Names());
    }

    [Fact]
    public async Task Socket_is_no_target()
    {
        var origin = _scene.Add();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_scene.Target));
        _scene.Change(o => o with { Overwrite = true });

        await RefuseAsync(origin, _scene.Target, "a socket");
    }

    [Fact]
    public async Task Device_is_no_target()
    {
        var origin = _scene.Add();
        File.CreateSymbolicLink(_scene.Target, "/dev/null");
        _scene.Change(o => o with { Overwrite = true });

        await RefuseAsync(origin, _scene.Target, "a device");
        await RefuseAsync(origin, "/dev/null", "a device");
    }

    [Fact]
    public async Task Link_to_nothing_is_no_target()
    {
        var origin = _scene.Add();
        File.CreateSymbolicLink(_scene.Target, _scene.Folder["elsewhere"]);

        var result = await ToAsync(origin, _scene.Target);

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.Exists), (result.End, result.Storage?.Kind));
        Assert.Contains("link to", result.Record.Error, StringComparison.Ordinal);
        Assert.Empty(origin.Requests);
    }

    [Theory]
    [InlineData("my diary\n")]
    [InlineData("0")]
    [InlineData("01234567 claim 0 1\n")]
    [InlineData("\0\0\0notes")]
    public async Task Somebodys_file_in_the_place_of_the_journal_is_not_overwritten(string content)
    {
        var isOurs = content == "0"; // may be the first byte of a record
        var origin = _scene.Add();
        _scene.Folder.Write("file.bin.weir-journal", System.Text.Encoding.ASCII.GetBytes(content));

        var result = await ToAsync(origin, _scene.Target);

        Assert.Equal(isOurs ? DownloadEnd.Done : DownloadEnd.Storage, result.End);
        if (isOurs)
            return;
        Assert.Equal(StorageFaultKind.Exists, result.Storage?.Kind);
        Assert.Contains("file.bin.weir-journal", result.Record.Error, StringComparison.Ordinal);
        Assert.Contains("move it away", result.Record.Error, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(_scene.Journal, Scene.Ct));
        Assert.Empty(origin.Requests);
    }

    [Fact]
    public async Task Disk_that_gets_space_again_lets_the_download_go_on()
    {
        await using var disk = await MountedFolder.MountAsync("size=2m");
        Assert.SkipWhen(disk is null, "This user may not mount file systems.");
        var origin = _scene.Add();
        origin.BytesPerSecond = 4_000_000;
        disk.Fill("filler");
        await using (var filler = File.OpenWrite(disk["filler"]))
            filler.SetLength(filler.Length - (512 << 10)); // room for half of the file
        _scene.Change(o => o with { DiskWait = TimeSpan.FromMinutes(1) });

        var download = Task.Run(
            () =>
                new Downloader(_scene.Options).DownloadAsync(
                    [Address(origin.Url())],
                    disk["file.bin"],
                    _scene.Seen,
                    Scene.Ct
                ),
            Scene.Ct
        );
        await _scene.Seen.WaitUntilAsync(() =>
            _scene.Seen.Notices.Any(n => n.Contains("disk is full", StringComparison.Ordinal))
        );
        File.Delete(disk["filler"]);
        var result = await download;

        Assert.True(result.End == DownloadEnd.Done, Scene.Describe(result.Record));
        Assert.True(File.ReadAllBytes(disk["file.bin"]).AsSpan().SequenceEqual(_scene.File.Bytes.Span));
        Assert.Equal(["file.bin"], disk.Names());
        Assert.Equal(0, result.Record.Sources[0].Failures);
        Assert.Contains(_scene.Seen.Notices, n => n.Contains("space again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disk_that_stays_full_ends_the_download_so_that_it_can_be_continued()
    {
        await using var disk = await MountedFolder.MountAsync("size=768k");
        Assert.SkipWhen(disk is null, "This user may not mount file systems.");
        var origin = _scene.Add();
        _scene.Change(o => o with { DiskWait = TimeSpan.FromMilliseconds(1) });

        var result = await ToAsync(origin, disk["file.bin"]);

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.DiskFull), (result.End, result.Storage?.Kind));
        Assert.Equal(["file.bin.weir-journal", "file.bin.weir-part"], disk.Names());
    }

    [Fact]
    public async Task File_larger_than_the_disk_is_refused_before_it_is_fetched()
    {
        _scene.Add(
            WrongAnswersTests.Raw(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-0/1000000000000000\r\nContent-Length: 1\r\n\r\nx"
            )
        );

        var result = await _scene.DownloadAsync();

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.DiskFull), (result.End, result.Storage?.Kind));
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Source_with_a_larger_file_than_the_disk_takes_cannot_end_the_download_of_the_others()
    {
        var told = new TaskCompletionSource();
        var liar = _scene.Add();
        liar.Behave = _ => WrongAnswersTests.Raw("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000\r\n\r\nx");
        liar.BytesPerSecond = 1_000_000;
        for (var i = 0; i < 2; i++)
            _scene.Add(new Misbehaviour { HoldUntil = told.Task });
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var download = _scene.DownloadRightAsync();
        await liar.WaitUntilAsync(o => o.Requests.Count > 0 && o.OpenConnections == 0);
        told.SetResult();
        await download;
    }

    [Fact]
    public async Task Relative_target_is_taken_from_the_working_folder()
    {
        var origin = _scene.Add();
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _scene.Target);

        var result = await ToAsync(origin, relative);

        Assert.Equal(DownloadEnd.Done, result.End);
        _scene.HoldRight(result.Record);
    }

    private async Task RefuseAsync(MisbehavingOrigin origin, string target, string reason)
    {
        var result = await ToAsync(origin, target);

        Assert.Equal((DownloadEnd.Storage, StorageFaultKind.NotAFile), (result.End, result.Storage?.Kind));
        Assert.Contains(reason, result.Record.Error, StringComparison.Ordinal);
        Assert.Empty(origin.Requests);
    }

    private Task<DownloadResult> ToAsync(MisbehavingOrigin origin, string target) =>
        new Downloader(_scene.Options).DownloadAsync([Address(origin.Url())], target, null, Scene.Ct);

    private static SourceAddress Address(string url) =>
        SourceAddress.TryParse(url, out var address, out var mistake)
            ? address
            : throw new ArgumentException(mistake, nameof(url));
}
