using System.Security.Cryptography;
using Weir.InteropTests.Programs;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Origin;

/// <summary>What Weir says of its files, as other programs understand it.</summary>
public sealed class MetalinkTests : IDisposable
{
    private static readonly TestContent Content = new(20_000_000);
    private readonly TemporaryFolder _folder = new();

    public MetalinkTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        _folder.Write("root/file", Content.Bytes.Span);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Aria2_follows_a_Metalink_and_verifies_its_pieces()
    {
        var port = FreePorts.Consecutive(3);
        await using var serve = await ServeAsync($"{port}..{port + 2}");
        await HashedAsync(port);
        var result = await ProgramProcess.RunAsync(
            "aria2c",
            [
                "--console-log-level=notice",
                "--check-integrity=true",
                "-d",
                _folder["got"],
                $"http://127.0.0.1:{port}/file.meta4",
            ]
        );
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Output));
        AssertSame(_folder["got/file"]);
    }

    [Fact]
    public async Task Aria2_takes_a_Metalink_from_a_file()
    {
        var port = FreePorts.Consecutive(3);
        await using var serve = await ServeAsync($"{port}..{port + 2}");
        await HashedAsync(port);
        await Curl.RunAsync("-o", _folder["file.meta4"], $"http://127.0.0.1:{port}/file.meta4");
        var result = await ProgramProcess.RunAsync("aria2c", ["-q", "-d", _folder["got"], "-M", _folder["file.meta4"]]);
        Assert.Equal(0, result.ExitCode);
        AssertSame(_folder["got/file"]);
    }

    [Fact]
    public async Task Aria2_finds_the_other_replicas_by_Link()
    {
        var port = FreePorts.Consecutive(2);
        await using var serve = await ServeAsync($"{port}..{port + 1}");
        var result = await ProgramProcess.RunAsync(
            "aria2c",
            [
                "-q",
                "-s2",
                "-k1M",
                "-l",
                _folder["log"],
                "--log-level=info",
                "-d",
                _folder["got"],
                $"http://127.0.0.1:{port}/file",
            ]
        );
        Assert.Equal(0, result.ExitCode);
        AssertSame(_folder["got/file"]);
        Assert.Contains(
            $"127.0.0.1:{port + 1}",
            await File.ReadAllTextAsync(_folder["log"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Curl_gets_several_ranges()
    {
        var port = FreePorts.Next();
        await using var serve = await ServeAsync($"{port}");
        await Curl.RunAsync("-r", "0-99,10000000-19999999", "-o", _folder["parts"], $"http://127.0.0.1:{port}/file");
        var parts = await File.ReadAllBytesAsync(_folder["parts"], TestContext.Current.CancellationToken);
        Assert.True(parts.AsSpan().IndexOf(Content.Bytes.Span[10_000_000..]) > 100);
    }

    /// <summary>Hashing lets all others go first: on a busy machine an answer of 503 says to ask again.</summary>
    private static async Task HashedAsync(int port) =>
        Assert.Equal("200", await Curl.StatusAsync("--retry", "100", $"http://127.0.0.1:{port}/file.meta4"));

    private async Task<ProgramProcess> ServeAsync(string listen)
    {
        var serve = WeirProcess.Start(["serve", _folder["root"], "--listen", listen]);
        await serve.WaitForOutputAsync(line => line.StartsWith("serving ", StringComparison.Ordinal));
        return serve;
    }

    private static void AssertSame(string path) =>
        Assert.Equal(Content.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
}
