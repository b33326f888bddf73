using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Proxying;

public sealed class ProxyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestContent _content = new(5_000_000);

    public ProxyTests()
    {
        Directory.CreateDirectory(_folder["www"]);
        _folder.Write("www/file.bin", _content.Bytes.Span);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Curl_sees_a_miss_and_then_a_hit_and_the_log_has_both_with_their_times()
    {
        await using var origin = await ServeAsync();
        await using var proxy = await ProxyAsync(origin, "--access-log", _folder["proxy.ndjson"]);

        var first = await CurlAsync(proxy.Url + "file.bin");
        var second = await CurlAsync(proxy.Url + "file.bin");

        Assert.Contains("Cache-Status: weir; fwd=uri-miss; fwd-status=200;", first);
        Assert.Contains("; stored; key=\"/file.bin\"\r\n", first);
        Assert.Contains("Cache-Status: weir; hit; ttl=", second);
        Assert.Contains("\r\nAge: ", second);
        Assert.Single(await WaitForLinesAsync(_folder["origin.ndjson"], 1));
        // A line is written when its exchange is over, which for a client's first may be later than for its second.
        var log = (await WaitForLinesAsync(_folder["proxy.ndjson"], 2))
            .OrderBy(line => line.GetProperty("cache").GetString())
            .ToList();
        Assert.Equal(["hit", "miss"], log.Select(line => line.GetProperty("cache").GetString()));
        Assert.All(log, line => Assert.True(line.GetProperty("duration_s").GetDouble() > 0));
        Assert.All(log, line => Assert.Equal(_content.Size, line.GetProperty("bytes").GetInt64()));
        Assert.Equal(JsonValueKind.Null, log[0].GetProperty("upstream_s").ValueKind);
        Assert.True(log[1].GetProperty("upstream_s").GetDouble() > 0);
    }

    [Fact]
    public async Task Weir_get_proves_what_comes_through_the_proxy_in_segments()
    {
        await using var origin = await ServeAsync();
        await using var proxy = await ProxyAsync(origin);

        for (var i = 0; i < 2; i++)
        {
            var result = await WeirProcess.RunAsync(
                ["get", proxy.Url + "file.bin", "-o", $"copy{i}", "--checksum", $"sha256:{_content.Sha256}", "--quiet"],
                _folder.Path
            );
            Assert.Equal(0, result.ExitCode);
        }

        // Two slices; a small range that came first may have found nothing to wait for.
        var log = await WaitForLinesAsync(_folder["origin.ndjson"], 2);
        Assert.InRange(log.Sum(line => line.GetProperty("bytes").GetInt64()), _content.Size, 2 * _content.Size);
    }

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task A_signal_ends_it_with_0_and_a_summary(Signal signal)
    {
        await using var origin = await ServeAsync();
        await using var proxy = await ProxyAsync(origin, "--json");
        await CurlAsync(proxy.Url + "file.bin");
        proxy.Process.Send(signal);

        Assert.Equal(0, await proxy.Process.WaitForExitAsync());
        Assert.Empty(proxy.Process.Errors);
        using var summary = JsonDocument.Parse(proxy.Process.Output[^1]);
        Assert.Equal("summary", summary.RootElement.GetProperty("type").GetString());
        Assert.Equal(1, summary.RootElement.GetProperty("misses").GetInt32());
    }

    [Fact]
    public async Task A_port_in_use_ends_it_with_1_and_one_sentence()
    {
        await using var origin = await ServeAsync();
        var result = await WeirProcess.RunAsync(["proxy", "--upstream", origin.Url, "--listen", $"{origin.Port}"]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"weir proxy: port {origin.Port} is in use on 127.0.0.1;", Assert.Single(result.Errors));
    }

    [Fact]
    public async Task A_UDP_relay_runs_without_a_web_server()
    {
        using var target = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var relay = WeirProcess.Start(["proxy", "--udp", $"0={target.Client.LocalEndPoint}"]);
        var line = await relay.WaitForOutputAsync(line => line.StartsWith("relaying udp ", StringComparison.Ordinal));
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var cancellation = TestContext.Current.CancellationToken;
        await client.SendAsync("ping"u8.ToArray(), IPEndPoint.Parse(line.Split(' ')[2]), cancellation);
        var asked = await target.ReceiveAsync(cancellation);
        await target.SendAsync("pong"u8.ToArray(), asked.RemoteEndPoint, cancellation);

        Assert.Equal("pong", Encoding.ASCII.GetString((await client.ReceiveAsync(cancellation)).Buffer));
    }

    private async Task<Running> ServeAsync() =>
        await Running.StartAsync(
            ["serve", _folder["www"], "--listen", "0", "--max-age", "1h", "--access-log", _folder["origin.ndjson"]],
            "serving "
        );

    private static async Task<Running> ProxyAsync(Running origin, params string[] options) =>
        await Running.StartAsync(
            ["proxy", "--upstream", origin.Url.TrimEnd('/'), "--listen", "0", .. options],
            "proxying "
        );

    /// <summary>The head that curl got, after it has checked the length of the body.</summary>
    private async Task<string> CurlAsync(string url)
    {
        var result = await ProgramProcess.RunAsync(
            "curl",
            ["-sS", "-o", _folder["curl.out"], "-D", _folder["curl.head"], url]
        );
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(_content.Bytes.ToArray(), await File.ReadAllBytesAsync(_folder["curl.out"]));
        return await File.ReadAllTextAsync(_folder["curl.head"]);
    }

    private static async Task<IReadOnlyList<JsonElement>> WaitForLinesAsync(string path, int count)
    {
        while (true)
        {
            var lines = File.Exists(path) ? await File.ReadAllLinesAsync(path) : [];
            if (lines.Length >= count)
                return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A server that has told where it listens.</summary>
    private sealed record Running(ProgramProcess Process, string Url) : IAsyncDisposable
    {
        public int Port => new Uri(Url).Port;

        public static async Task<Running> StartAsync(string[] arguments, string word)
        {
            var process = WeirProcess.Start(arguments);
            var line = await process.WaitForOutputAsync(line =>
                line.Contains("http://127.0.0.1:", StringComparison.Ordinal)
            );
            var start = line.IndexOf("http://", StringComparison.Ordinal);
            Assert.True(line.Contains(word.Trim(), StringComparison.Ordinal), line);
            var port = new string([.. line[(start + "http://127.0.0.1:".Length)..].TakeWhile(char.IsAsciiDigit)]);
            return new Running(process, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        }

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
