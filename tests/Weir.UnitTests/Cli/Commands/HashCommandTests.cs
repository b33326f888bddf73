using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Weir.Content.Metalink;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Commands;

public sealed class HashCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CapturedOutput _captured = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_Metalink_of_a_file_goes_to_stdout()
    {
        _folder.Write("f", "weir"u8.ToArray());

        Assert.Equal(0, await _captured.RunAsync("hash", _folder["f"], "--url", "http://a/f", "--url", "http://b/f"));

        var file = Read(Encoding.UTF8.GetBytes(_captured.Out));
        Assert.Equal(("f", 4L), (file.Name, file.Size));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("weir"u8)), Assert.Single(file.Hashes).Hex);
        Assert.Equal([new MetalinkUrl("http://a/f", 1), new MetalinkUrl("http://b/f", 2)], file.Urls);
        Assert.Equal("", _captured.Error);
    }

    [Fact]
    public async Task It_goes_to_a_file_when_one_is_named()
    {
        _folder.Write("f", new byte[2500]);

        Assert.Equal(
            0,
            await _captured.RunAsync("hash", _folder["f"], "-o", _folder["f.meta4"], "--piece-size", "1KiB")
        );

        var file = Read(await File.ReadAllBytesAsync(_folder["f.meta4"], TestContext.Current.CancellationToken));
        Assert.Equal(3, file.Pieces!.Map.Count);
        Assert.True(file.Pieces.Matches(2, SHA256.HashData(new byte[452])));
        Assert.Equal("", _captured.Out);
    }

    [Fact]
    public async Task An_existing_file_is_kept_unless_told_otherwise()
    {
        _folder.Write("f", [1]);
        _folder.Write("f.meta4", [2]);

        Assert.Equal(4, await _captured.RunAsync("hash", _folder["f"], "-o", _folder["f.meta4"]));
        Assert.Equal(1, new FileInfo(_folder["f.meta4"]).Length);
        Assert.Equal(0, await _captured.RunAsync("hash", _folder["f"], "-o", _folder["f.meta4"], "--overwrite"));

        Read(await File.ReadAllBytesAsync(_folder["f.meta4"], TestContext.Current.CancellationToken));
        Assert.EndsWith("exists; name another file or give --overwrite\n", _captured.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_an_object_says_it()
    {
        _folder.Write("f", new byte[2500]);

        Assert.Equal(0, await _captured.RunAsync("hash", _folder["f"], "--json", "--piece-size", "1KiB"));

        using var json = JsonDocument.Parse(_captured.Out);
        Assert.Equal("hash", json.RootElement.GetProperty("type").GetString());
        Assert.Equal(2500, json.RootElement.GetProperty("size").GetInt64());
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(new byte[2500])),
            json.RootElement.GetProperty("sha256").GetString()
        );
        var pieces = json.RootElement.GetProperty("pieces");
        Assert.Equal(1024, pieces.GetProperty("length").GetInt64());
        Assert.Equal("sha-256", pieces.GetProperty("type").GetString());
        Assert.Equal(3, pieces.GetProperty("hashes").GetArrayLength());
    }

    [Fact]
    public async Task An_empty_file_has_a_hash_and_no_pieces()
    {
        _folder.Write("f", []);

        Assert.Equal(0, await _captured.RunAsync("hash", _folder["f"]));

        var file = Read(Encoding.UTF8.GetBytes(_captured.Out));
        Assert.Equal(0, file.Size);
        Assert.Null(file.Pieces);
    }

    [Theory]
    [InlineData(2, "missing does not exist; name a file to hash", "missing")]
    [InlineData(2, "is a folder; name a file in it", "")]
    [InlineData(2, "--piece-size: a piece has a byte at least", "f", "--piece-size", "0")]
    [InlineData(2, "--url: \"nowhere\" is no URL", "f", "--url", "nowhere")]
    [InlineData(2, "leave user and password out", "f", "--url", "http://u:p@a/f")]
    [InlineData(4, "the folder /missing does not exist; make it first", "f", "-o", "/missing/f.meta4")]
    public async Task A_mistake_gets_one_sentence(int code, string sentence, string file, params string[] more)
    {
        _folder.Write("f", [1]);

        Assert.Equal(code, await _captured.RunAsync(["hash", _folder[file], .. more]));

        Assert.Contains(sentence, _captured.Error, StringComparison.Ordinal);
        Assert.Equal(1, _captured.Error.Count(c => c == '\n'));
    }

    private static MetalinkFile Read(byte[] document)
    {
        Assert.True(MetalinkDocument.TryParse(document, out var metalink, out var problem), problem);
        return Assert.Single(metalink.Files);
    }
}
