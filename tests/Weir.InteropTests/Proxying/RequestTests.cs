using System.Text.Json;
using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Proxying;

public sealed class RequestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RequestTests()
    {
        var file = _folder.Write("file.bin", new TestContent(2_000_000).Bytes.Span);
        // Old enough that a cache keeps it for longer than this test (RFC 9111 4.2.2).
        File.SetLastWriteTimeUtc(file, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_script_reads_the_miss_the_hits_and_the_speedup()
    {
        await using var server = await ServeProcess.StartAsync(_folder.Path);
        var port = FreePorts.Next();
        var upstream = $"http://127.0.0.1:{server.FirstPort}";
        await using var proxy = WeirProcess.Start(["proxy", "--upstream", upstream, "--listen", $"{port}"]);
        var result = await WeirProcess.RunAsync([
            "request",
            $"http://127.0.0.1:{port}/file.bin",
            "--times",
            "3",
            "--wait",
            "30s",
            "--json",
        ]);

        Assert.Equal((0, 0), (result.ExitCode, result.Errors.Count));
        var lines = result.Output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["miss", "hit", "hit"], lines.SkipLast(1).Select(line => line.GetProperty("cache").GetString()));
        Assert.All(lines.SkipLast(1), line => Assert.Equal(2_000_000, line.GetProperty("bytes").GetInt64()));
        Assert.Equal("summary", lines[^1].GetProperty("type").GetString());
        Assert.Equal(2, lines[^1].GetProperty("hits").GetInt32());
        Assert.True(lines[^1].GetProperty("speedup").GetDouble() > 0);
    }

    [Fact]
    public async Task Without_a_cache_that_is_said_and_a_missing_file_ends_with_1()
    {
        await using var server = await ServeProcess.StartAsync(_folder.Path);
        var there = await WeirProcess.RunAsync(["request", server.Url(1, "file.bin")]);
        var missing = await WeirProcess.RunAsync(["request", server.Url(1, "none")]);

        Assert.Equal(0, there.ExitCode);
        Assert.StartsWith("Nobody on the way says that it is a cache", there.Output[^1], StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.StartsWith("weir request: the answer was 404;", Assert.Single(missing.Errors));
    }

    [Fact]
    public async Task Nobody_there_ends_with_1_and_one_sentence()
    {
        var result = await WeirProcess.RunAsync(["request", $"http://127.0.0.1:{FreePorts.Next()}/"]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("weir request: no connection: ", Assert.Single(result.Errors));
    }
}
