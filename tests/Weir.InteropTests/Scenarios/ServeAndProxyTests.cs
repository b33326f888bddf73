using System.Text.Json;
using Weir.InteropTests.Getting;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Scenarios;

/// <summary>
/// The classic: <c>weir serve ./www --listen 8000 --udp 9000</c> and <c>weir proxy --upstream http://127.0.0.1:8000
/// --listen 8080 --udp 9090=127.0.0.1:9000</c>, with no other option than logs to look into.
/// </summary>
public sealed class ServeAndProxyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task First_GET_is_a_miss_second_a_hit_that_the_server_never_sees_both_are_logged_and_probes_pass()
    {
        Directory.CreateDirectory(_folder["www"]);
        _folder.Write("www/index.html", "<h1>weir</h1>\n"u8);
        var ports = FreePorts.Consecutive(4);
        var (web, cache, reflector, relay) = (ports, ports + 1, ports + 2, ports + 3);
        await using var serve = WeirProcess.Start(
            ["serve", "./www", "--listen", $"{web}", "--udp", $"{reflector}", "--access-log", "serve.ndjson"],
            _folder.Path
        );
        await serve.WaitForOutputAsync(line => line.Contains($"http://127.0.0.1:{web}", StringComparison.Ordinal));
        await using var proxy = WeirProcess.Start(
            [
                "proxy",
                "--upstream",
                $"http://127.0.0.1:{web}",
                "--listen",
                $"{cache}",
                "--udp",
                $"{relay}=127.0.0.1:{reflector}",
                "--access-log",
                "proxy.ndjson",
            ],
            _folder.Path
        );
        await proxy.WaitForOutputAsync(line => line.StartsWith("relaying udp ", StringComparison.Ordinal));

        var first = await CurlAsync(cache);
        var second = await CurlAsync(cache);
        var probe = await WeirProcess.RunAsync([
            "probe",
            $"127.0.0.1:{relay}",
            "--count",
            "50",
            "--every",
            "2ms",
            "--json",
        ]);

        Assert.Contains("Cache-Status: weir; fwd=uri-miss; fwd-status=200;", first, StringComparison.Ordinal);
        Assert.Contains("Cache-Status: weir; hit;", second, StringComparison.Ordinal);
        Assert.All((string[])[first, second], answer => Assert.EndsWith("<h1>weir</h1>", answer.TrimEnd()));
        Assert.Equal(0, probe.ExitCode);
        var record = JsonLines.Parse(probe.Output[^1]);
        Assert.Equal((50, 50), (record.Number("sent"), record.Number("received")));
        await EndAsync(proxy);
        await EndAsync(serve);
        // A line is written when its exchange is over, which for a client's first may be later than for its second.
        Assert.Equal(["hit", "miss"], Log("proxy.ndjson").Select(line => line.Text("cache")).Order());
        Assert.Equal("/", Assert.Single(Log("serve.ndjson")).Text("target"));
    }

    private static async Task<string> CurlAsync(int port)
    {
        var result = await ProgramProcess.RunAsync("curl", ["-sSi", $"http://127.0.0.1:{port}/"]);
        Assert.Equal(0, result.ExitCode);
        return string.Join('\n', result.Output);
    }

    /// <summary>Servers that have ended have written their logs.</summary>
    private static async Task EndAsync(ProgramProcess process)
    {
        process.Send(Signal.Terminate);
        Assert.Equal(0, await process.WaitForExitAsync());
    }

    private IReadOnlyList<JsonElement> Log(string name) => JsonLines.Parse([.. File.ReadLines(_folder[name])]);
}
