using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Commands;

public sealed class MakeFileCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CapturedOutput _captured = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_the_size_and_seed_is_made()
    {
        var code = await _captured.RunAsync("make-file", _folder["f"], "--size", "10kB", "--seed", "5");

        Assert.Equal(0, code);
        Assert.Equal("", _captured.Out);
        Assert.Equal($"{_folder["f"]}: 9.77 KiB\n", _captured.Error);
        Assert.Equal(
            new TestContent(10_000, seed: 5).Bytes.ToArray(),
            await File.ReadAllBytesAsync(_folder["f"], TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task An_existing_file_is_kept_unless_told_otherwise()
    {
        _folder.Write("f", [1]);

        Assert.Equal(4, await _captured.RunAsync("make-file", _folder["f"], "--size", "2", "--quiet"));
        Assert.Equal(1, new FileInfo(_folder["f"]).Length);
        Assert.Equal(0, await _captured.RunAsync("make-file", _folder["f"], "--size", "2", "--quiet", "--overwrite"));
        Assert.Equal(2, new FileInfo(_folder["f"]).Length);
        Assert.EndsWith("f exists; name another file or give --overwrite\n", _captured.Error, StringComparison.Ordinal);
    }
}
