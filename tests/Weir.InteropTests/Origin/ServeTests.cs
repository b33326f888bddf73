using System.Security.Cryptography;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Origin;

public sealed class ServeTests : IDisposable
{
    private static readonly TestContent Content = new(20_000_000);
    private readonly TemporaryFolder _folder = new();

    public ServeTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        _folder.Write("root/file", Content.Bytes.Span);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Curl_fetches_resumes_and_revalidates()
    {
        var port = FreePorts.Next();
        await using var serve = await ServeAsync($"{port}");
        var url = $"http://127.0.0.1:{port}/file";
        await CurlAsync("-o", _folder["whole"], url);
        AssertSame(_folder["whole"]);

        _folder.Write("part", Content.Bytes.Span[..7_000_000]);
        await CurlAsync("-C", "-", "-o", _folder["part"], url);
        AssertSame(_folder["part"]);

        await CurlAsync("--etag-save", _folder["etag"], "-o", _folder["whole"], url);
        var again = await CurlAsync(
            "--etag-compare",
            _folder["etag"],
            "-o",
            _folder["none"],
            "-w",
            "%{http_code}",
            url
        );
        Assert.Equal("304", again);
    }

    [Fact]
    public async Task Aria2_fetches_from_four_replicas_at_once()
    {
        var port = FreePorts.Consecutive(4);
        await using var serve = await ServeAsync($"{port}..{port + 3}");
        var urls = Enumerable.Range(port, 4).Select(p => $"http://127.0.0.1:{p}/file");
        var result = await ProgramProcess.RunAsync(
            "aria2c",
            ["-q", "-s8", "-x2", "-k1M", "-d", _folder.Path, "-o", "aria", .. urls]
        );
        Assert.Equal(0, result.ExitCode);
        AssertSame(_folder["aria"]);
    }

    [Fact]
    public async Task Signal_ends_it_in_order()
    {
        var port = FreePorts.Next();
        await using var serve = await ServeAsync($"{port}");
        serve.CloseInput();
        serve.Send(Signal.Terminate);
        Assert.Equal(0, await serve.WaitForExitAsync());
        Assert.Empty(serve.Errors);
    }

    [Fact]
    public async Task Lines_of_a_pipe_steer_it()
    {
        var port = FreePorts.Next();
        await using var serve = await ServeAsync($"{port}");
        await serve.WriteLineAsync("e1");
        await serve.WaitForErrorAsync(line => line == "replica 1 is stopped");
        await serve.WriteLineAsync("q");
        Assert.Equal(0, await serve.WaitForExitAsync());
    }

    private async Task<ProgramProcess> ServeAsync(string listen)
    {
        var serve = WeirProcess.Start(["serve", _folder["root"], "--listen", listen]);
        await serve.WaitForOutputAsync(line => line.StartsWith("serving ", StringComparison.Ordinal));
        return serve;
    }

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        var result = await ProgramProcess.RunAsync("curl", ["-sS", "--fail", .. arguments]);
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        return string.Join('\n', result.Output);
    }

    private static void AssertSame(string path) =>
        Assert.Equal(Content.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
}
