using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;
using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Content.Pieces;
using Weir.Downloads.Downloading;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Cli;

/// <summary>Several Metalinks of one file on a command line.</summary>
public sealed class GivenFileTests : IDisposable
{
    private static readonly TestContent File = new(100_000);
    private static readonly TestContent Other = new(100_000, seed: 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hashes_of_pieces_that_contradict_each_other_are_a_mistake()
    {
        var mistake = await Assert.ThrowsAsync<MistakeException>(() =>
            ReadAsync(Write("one", File, hasHash: false), Write("two", Other, hasHash: false))
        );

        Assert.Equal(ExitCodes.Usage, mistake.ExitCode);
        Assert.Contains("two.meta4", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Pieces_of_one_do_not_stand_for_the_hash_of_another(bool hasFirstHash, bool hasSecondHash)
    {
        var given = await ReadAsync(Write("one", File, hasFirstHash), Write("two", File, hasSecondHash));

        Assert.NotNull(given.Options.Checksum);
        Assert.Equal(hasFirstHash, given.Options.PiecesSuffice);
    }

    private static Task<GivenFile> ReadAsync(params string[] paths) =>
        GivenFile.ReadAsync(
            paths,
            new DownloadOptions(),
            "weir get",
            new Output(TextWriter.Null, TextWriter.Null),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

    private string Write(string name, TestContent content, bool hasHash)
    {
        using var hasher = new PieceHasher(new PieceMap(content.Size, 16 << 10));
        hasher.Append(content.Bytes.Span);
        var document = new MetalinkDocument([
            new MetalinkFile("file.bin")
            {
                Size = content.Size,
                Hashes = hasHash ? [Checksum.Parse($"sha256:{content.Sha256}")] : [],
                Pieces = hasher.Finish(),
                Urls = [new MetalinkUrl("http://127.0.0.1:1/file.bin")],
            },
        ]);
        var path = Path.Combine(_folder.Path, name + ".meta4");
        System.IO.File.WriteAllBytes(path, document.ToUtf8());
        return path;
    }
}
