using Weir.InteropTests.Getting;
using Weir.InteropTests.Serving;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Mistakes;

public sealed class GetMistakeTests : IAsyncLifetime
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _root = new();
    private ServeProcess _serve = null!;
    private LargeFile _file = null!;

    private string Url => _serve.Url(1, "file");

    public async ValueTask InitializeAsync()
    {
        _file = LargeFile.Make(_root["file"], ByteSize.MiB);
        LargeFile.Make(_root["longer"], 2 * ByteSize.MiB);
        _serve = await ServeProcess.StartAsync(_root.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _serve.DisposeAsync();
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("no source given; name at least one URL")]
    [InlineData("nonsense is not a URL; write it as http://HOST:PORT/FILE", "nonsense")]
    [InlineData("http://127.0.0.1:99999/f is not a URL; write it as", "http://127.0.0.1:99999/f")]
    [InlineData("ftp://127.0.0.1/f has the scheme ftp; use http", "ftp://127.0.0.1/f")]
    [InlineData("http://127.0.0.1/ ends without a file name; name the file with -o FILE", "http://127.0.0.1/")]
    [InlineData("unknown option --chekcsum; did you mean --checksum?", "http://127.0.0.1:1/f", "--chekcsum", "x")]
    [InlineData("--checksum: \"nonsense\" is not a checksum; write", "http://127.0.0.1:1/f", "--checksum", "nonsense")]
    [InlineData("--checksum: sha-256 has 64 hex digits", "http://127.0.0.1:1/f", "--checksum", "sha256:12")]
    [InlineData("--limit-rate: \"10MB\" is a size, not a rate;", "http://127.0.0.1:1/f", "--limit-rate", "10MB")]
    [InlineData("--wait: \"5\" has no unit; write 5s", "http://127.0.0.1:1/f", "--wait", "5")]
    [InlineData(
        "--balance: \"fair\" is not known; write dynamic or equal",
        "http://127.0.0.1:1/f",
        "--balance",
        "fair"
    )]
    [InlineData("-o needs a value (FILE)", "http://127.0.0.1:1/f", "-o")]
    [InlineData("\"http://127.0.0.1:{1..2/f\" does not close a brace;", "http://127.0.0.1:{1..2/f")]
    public async Task Wrong_usage_ends_with_2(string sentence, params string[] arguments)
    {
        var result = await WeirProcess.RunAsync(["get", .. arguments], _folder.Path);

        Said.ShouldBe(result, 2, "weir get: " + sentence);
        Assert.Empty(result.Output);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_1()
    {
        var url = $"http://127.0.0.1:{FreePorts.Next()}/file";
        var result = await GetAsync(url);

        Said.ShouldBe(
            result,
            1,
            $"weir get: the source cannot be used ({url}: connection refused); check the URL, or give --wait "
        );
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_file_that_the_server_does_not_have_ends_with_1()
    {
        var url = _serve.Url(1, "missing");
        var result = await GetAsync(url);

        Said.ShouldBe(
            result,
            1,
            $"weir get: the source cannot be used ({url}: 404 Not Found); check the URL, or name "
        );
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_file_with_another_hash_ends_with_3_and_leaves_nothing()
    {
        var result = await GetAsync(Url, "--checksum", "sha256:" + Zeros);

        Said.ShouldBe(result, 3, "weir get: the file has the hash sha-256:");
        Assert.Contains($"expected sha-256:{Zeros}; check --checksum", result.Errors[^1], StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Sources_with_files_of_different_size_end_with_1_and_are_both_named()
    {
        var longer = _serve.Url(1, "longer");
        var result = await GetAsync(Url, longer);

        Said.ShouldBe(result, 1, "weir get: the sources have different files (");
        Assert.Contains($"{Url} has 1048576 bytes", result.Errors[^1], StringComparison.Ordinal);
        Assert.Contains($"{longer} has 2097152 bytes", result.Errors[^1], StringComparison.Ordinal);
        Assert.Contains("--checksum", result.Errors[^1], StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_ends_with_4()
    {
        var result = await WeirProcess.RunAsync(["get", Url, "-o", _folder["missing/file"]]);

        Said.ShouldBe(result, 4, $"weir get: the folder {_folder["missing"]} does not exist; create it first");
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_target_that_is_a_folder_ends_with_4()
    {
        Directory.CreateDirectory(_folder["target"]);
        var result = await GetAsync(Url);

        Said.ShouldBe(result, 4, $"weir get: {_folder["target"]} is a folder; name a file in it");
        Assert.Equal(["target"], _folder.Names());
        Assert.Empty(Directory.GetFileSystemEntries(_folder["target"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_target_that_exists_ends_with_4_and_is_kept(bool hasChecksum)
    {
        _folder.Write("target", "precious"u8);
        var result = await GetAsync([Url, .. _file.ChecksumIf(hasChecksum)]);

        Said.ShouldBe(result, 4, $"weir get: {_folder["target"]} already exists");
        Assert.Contains("--overwrite", result.Errors[^1], StringComparison.Ordinal);
        Assert.Equal(["target"], _folder.Names());
        Assert.Equal("precious", await File.ReadAllTextAsync(_folder["target"], TestContext.Current.CancellationToken));

        Assert.Equal(0, (await GetAsync(Url, "--overwrite")).ExitCode);
        Assert.Equal(_file.Sha256, LargeFile.HashOf(_folder["target"]));
    }

    [Fact]
    public async Task A_target_that_another_download_is_writing_ends_with_4()
    {
        await using var slow = GetProcess.Start(Url, "-o", _folder["target"], "--limit-rate", "100KiB/s");
        await slow.ReachAsync(0.1);
        var result = await GetAsync(Url);

        Said.ShouldBe(result, 4, "weir get: another process is downloading to this file");
        Assert.Equal(0, (await slow.EndAsync()).ExitCode);
        Assert.Equal(_file.Sha256, LargeFile.HashOf(_folder["target"]));
    }

    private Task<ProgramResult> GetAsync(params IEnumerable<string> arguments) =>
        WeirProcess.RunAsync(["get", .. arguments, "-o", _folder["target"]]);
}
