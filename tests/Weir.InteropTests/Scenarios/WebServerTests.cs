using System.Text.Json;
using Weir.InteropTests.Getting;
using Weir.InteropTests.Proxying;
using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Scenarios;

/// <summary>A web server, a caching proxy before it, and the quality of the path, measured through the proxy's relays.</summary>
public sealed class WebServerTests : IAsyncLifetime
{
    private const string Page = "<h1>weir</h1>\n";

    private readonly TemporaryFolder _folder = new();
    private readonly int _udp = FreePorts.Consecutive(4);
    private ServeProcess _serve = null!;
    private ProxyProcess _proxy = null!;

    private string EchoRelay => $"127.0.0.1:{_udp + 2}";

    private string StampRelay => $"127.0.0.1:{_udp + 3}";

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["www"]);
        _folder.Write("www/index.html", System.Text.Encoding.UTF8.GetBytes(Page));
        await StartAsync("--max-age", "1h");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_page_written_just_now_is_a_miss_and_then_a_hit_that_the_server_never_sees()
    {
        var first = await CurlAsync();
        var second = await CurlAsync();

        Assert.Contains("Cache-Status: weir; fwd=uri-miss; fwd-status=200;", first, StringComparison.Ordinal);
        Assert.Contains("Cache-Status: weir; hit; ttl=", second, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/html", second, StringComparison.Ordinal);
        // A line is written when its exchange is over, which for a client's first may be later than for its second.
        var log = (await WaitForLinesAsync("proxy.ndjson", 2)).OrderBy(line => line.Text("cache")).ToList();
        Assert.Equal(["hit", "miss"], log.Select(line => line.Text("cache")));
        Assert.All(log, line => Assert.True(line.GetProperty("duration_s").GetDouble() > 0));
        Assert.Equal(JsonValueKind.Null, log[0].GetProperty("upstream_s").ValueKind);
        await StopAsync();
        Assert.Single(Lines("origin.ndjson"));
    }

    [Fact]
    public async Task With_max_age_0_the_server_is_asked_each_time_and_sends_the_page_once()
    {
        await StopAsync();
        File.Delete(_folder["origin.ndjson"]);
        await StartAsync("--max-age", "0");
        await CurlAsync();
        var second = await CurlAsync();

        Assert.Contains("fwd-status=304", second, StringComparison.Ordinal);
        await StopAsync();
        Assert.Equal([200, 304], Lines("origin.ndjson").Select(line => line.GetProperty("status").GetInt32()).Order());
    }

    [Fact]
    public async Task The_quality_of_the_path_comes_as_table_json_and_csv_through_both_relays()
    {
        foreach (var (target, protocol) in new[] { (StampRelay, "stamp"), ($"echo:{EchoRelay}", "echo") })
        {
            var json = await ProbeAsync(target, "--json");
            var record = JsonLines.Parse(Assert.Single(json));
            Assert.Equal((protocol, 100), (record.Text("protocol"), record.Number("received")));
            foreach (var field in new[] { "throughput_bps", "jitter_s", "loss_ratio" })
                Assert.Equal(JsonValueKind.Number, record.GetProperty(field).ValueKind);
            Assert.True(record.GetProperty("rtt_s").GetProperty("p95").GetDouble() > 0);
            // A hundred values do not say where the hundredth lies.
            Assert.Equal(JsonValueKind.Null, record.GetProperty("rtt_s").GetProperty("p99").ValueKind);

            var table = await ProbeAsync(target, "--csv", "qos_result.csv");
            foreach (var row in new[] { "round trip", "lost", "jitter", "throughput" })
                Assert.Single(table, line => line.StartsWith(row, StringComparison.Ordinal));
        }

        await ProbeAsync(StampRelay, "--clients", "5", "--csv", "qos_result.csv");
        var csv = await File.ReadAllTextAsync(_folder["qos_result.csv"], TestContext.Current.CancellationToken);
        var lines = csv.Split("\r\n");
        Assert.Equal("", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains('\n', StringComparison.Ordinal));
        Assert.StartsWith("timestamp,agent,target,sent,received,lost,", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            [StampRelay, $"echo:{EchoRelay}", .. Enumerable.Repeat(StampRelay, 5)],
            lines[1..^1].Select(line => line.Split(',')[2])
        );
        Assert.All(lines[1..^1], line => Assert.Equal("100", line.Split(',')[4]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Netcat_gets_its_echo_directly_and_through_the_relay(int place)
    {
        await using var netcat = ProgramProcess.Start("nc", ["-u", "127.0.0.1", $"{_udp + place}"]);
        await netcat.WriteLineAsync("hello");

        Assert.Equal("hello", await netcat.WaitForOutputAsync(_ => true));
    }

    private async Task StartAsync(params string[] options)
    {
        _serve = await ServeProcess.StartAsync(
            _folder["www"],
            1,
            ["--udp-echo", $"{_udp}", "--udp", $"{_udp + 1}", "--access-log", _folder["origin.ndjson"], .. options]
        );
        _proxy = await ProxyProcess.StartAsync(
            _serve.Url(1, "").TrimEnd('/'),
            "--udp",
            $"{_udp + 2}=127.0.0.1:{_udp}",
            "--udp",
            $"{_udp + 3}=127.0.0.1:{_udp + 1}",
            "--access-log",
            _folder["proxy.ndjson"]
        );
    }

    /// <summary>Servers that have ended have written their logs.</summary>
    private async Task StopAsync()
    {
        foreach (var process in (ProgramProcess[])[_proxy.Process, _serve.Process])
        {
            if (process.HasExited)
                continue;
            process.Send(Signal.Terminate);
            Assert.Equal(0, await process.WaitForExitAsync());
        }
    }

    private async Task<string> CurlAsync()
    {
        var result = await ProgramProcess.RunAsync("curl", ["-sSi", _proxy.Url]);
        Assert.Equal((0, Page.TrimEnd()), (result.ExitCode, result.Output[^1]));
        return string.Join('\n', result.Output);
    }

    private async Task<IReadOnlyList<string>> ProbeAsync(string target, params string[] options)
    {
        var result = await WeirProcess.RunAsync(
            ["probe", target, "--count", "100", "--every", "1ms", .. options],
            _folder.Path
        );
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        return result.Output;
    }

    private IReadOnlyList<JsonElement> Lines(string name) => JsonLines.Parse([.. File.ReadLines(_folder[name])]);

    private async Task<IReadOnlyList<JsonElement>> WaitForLinesAsync(string name, int count)
    {
        while (!File.Exists(_folder[name]) || File.ReadLines(_folder[name]).Count() < count)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        return Lines(name);
    }
}
