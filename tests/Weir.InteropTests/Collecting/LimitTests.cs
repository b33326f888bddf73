using System.Text.Json;
using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Collecting;

/// <summary>Who held a transfer back, by the facts of TCP that <c>weir serve</c> logs.</summary>
/// <remarks>Alone, since whoever gets no processor holds a transfer back too.</remarks>
[Collection(Alone.Name)]
public sealed class LimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_slow_reader_and_a_slow_server_are_told_apart()
    {
        // More than a receive buffer takes (tcp_rmem), so that a slow reader is felt.
        Directory.CreateDirectory(_folder["root"]);
        _folder.Write("root/f", new byte[40 << 20]);
        var log = _folder["access.log"];
        await using var serve = await ServeProcess.StartAsync(
            _folder["root"],
            2,
            "--access-log",
            log,
            "--rate",
            "2=16MB/s"
        );
        var records = new List<string>();
        await Task.WhenAll(
            ProgramProcess.RunAsync("curl", [.. Named("reader"), "--limit-rate", "16M", serve.Url(1, "f")]),
            ProgramProcess.RunAsync("curl", [.. Named("patient"), serve.Url(2, "f")]),
            GetAsync(serve.Url(1, "f"), records)
        );
        await File.WriteAllLinesAsync(_folder["records.ndjson"], records, TestContext.Current.CancellationToken);
        await serve.Process.WriteLineAsync("q");
        Assert.Equal(0, await serve.Process.WaitForExitAsync());

        var result = await WeirProcess.RunAsync([
            "analyse",
            _folder["records.ndjson"],
            "--server-log",
            log,
            "--tz",
            "UTC",
            "--json",
        ]);
        Assert.Equal(0, result.ExitCode);
        var limits = JsonDocument
            .Parse(result.Output[^1])
            .RootElement.GetProperty("limits")
            .EnumerateArray()
            .ToDictionary(limit => limit.GetProperty("client").GetString()!);
        Assert.Equal("receiver", limits["reader"].GetProperty("verdict").GetString());
        Assert.Equal("sender", limits["patient"].GetProperty("verdict").GetString());
        var text = await WeirProcess.RunAsync(["analyse", _folder["records.ndjson"], "--server-log", log]);
        Assert.Contains("Who held the transfers back, as the server's kernel saw it", text.Output);
    }

    [Fact]
    public async Task A_log_without_facts_of_tcp_is_refused_in_a_sentence()
    {
        _folder.Write("access.log", "127.0.0.1 - - [25/Nov/2026:20:11:05 +0000] \"GET /f HTTP/1.1\" 200 5\n"u8);
        _folder.Write("records.ndjson", "{}\n"u8);
        var result = await WeirProcess.RunAsync([
            "analyse",
            _folder["records.ndjson"],
            "--server-log",
            _folder["access.log"],
        ]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("has no line with facts of TCP; it takes the log of weir serve", Assert.Single(result.Errors));
    }

    private static string[] Named(string client) => ["-s", "-o", "/dev/null", "-H", $"Weir-Client: {client}"];

    private async Task GetAsync(string url, List<string> records)
    {
        var got = await WeirProcess.RunAsync(["get", url, "-o", _folder["copy"], "--json"]);
        Assert.Equal(0, got.ExitCode);
        records.Add(got.Output[^1]);
    }
}
