using System.Text.Json;
using Weir.InteropTests.Serving;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Running;

public sealed class LoadTests : IDisposable
{
    private static readonly TestContent Content = new(20_000_000);
    private readonly TemporaryFolder _folder = new();

    public LoadTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        _folder.Write("root/big.bin", Content.Bytes.Span);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Twenty_five_clients_in_one_process_are_verified_and_measured()
    {
        await using var serve = await ServeProcess.StartAsync(_folder["root"]);
        var result = await WeirProcess.RunAsync([
            "load",
            serve.Url(1, "big.bin"),
            "--clients",
            "25",
            "--checksum",
            $"sha256:{Content.Sha256}",
            "--out",
            _folder["results"],
            "--json",
        ]);

        Assert.Equal(0, result.ExitCode);
        var records = result.Output.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var run = records[^1];
        Assert.Equal(("run", 25), (run.GetProperty("type").GetString(), run.GetProperty("ok").GetInt32()));
        Assert.Equal(25, records.Length - 1);
        Assert.All(
            records[..^1],
            transfer => Assert.Equal(run.GetProperty("id").GetString(), transfer.GetProperty("run_id").GetString())
        );
        Assert.Equal(
            8.0 * Content.Size * 25 / run.GetProperty("slowest_s").GetDouble(),
            run.GetProperty("global_rate_bps").GetDouble(),
            precision: 0
        );
        Assert.Equal(["clients.csv", "report.html", "runs.csv"], Names());
    }

    [Fact]
    public async Task The_table_is_for_people()
    {
        await using var serve = await ServeProcess.StartAsync(_folder["root"]);
        var result = await WeirProcess.RunAsync([
            "load",
            serve.Url(1, ""),
            "--matrix",
            "clients=1,3 files=big.bin",
            "--quiet",
        ]);
        Assert.Equal((0, 0, 0), (result.ExitCode, result.Output.Count, result.Errors.Count));

        result = await WeirProcess.RunAsync(["load", serve.Url(1, "big.bin"), "--clients", "3"]);
        Assert.StartsWith("client  outcome     bytes  ", result.Output[0], StringComparison.Ordinal);
        Assert.StartsWith("3 of 3 clients ok; 20 MB each, ", result.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_clients_are_one_small_process()
    {
        var content = new TestContent(1_000_000);
        _folder.Write("root/one.bin", content.Bytes.Span);
        await using var serve = await ServeProcess.StartAsync(_folder["root"]);
        var result = await WeirProcess.RunAsync(
            ["load", serve.Url(1, "one.bin"), "--clients", "1000", "--checksum", $"sha256:{content.Sha256}", "--quiet"],
            timeout: TimeSpan.FromMinutes(3)
        );

        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        Assert.Empty(result.Errors);
        Assert.True(result.PeakMemory < 400 * ByteSize.MiB, $"peak memory {result.PeakMemory}");
    }

    [Fact]
    public async Task The_servers_log_tells_of_bytes_times_and_retransmits()
    {
        await using var serve = await ServeProcess.StartAsync(
            _folder["root"],
            1,
            "--access-log",
            _folder["access.log"]
        );
        var result = await WeirProcess.RunAsync([
            "load",
            serve.Url(1, "big.bin"),
            "--clients",
            "3",
            "--server-log",
            _folder["access.log"],
            "--out",
            _folder["results"],
            "--quiet",
        ]);

        Assert.Equal(0, result.ExitCode);
        var rows = File.ReadAllLines(_folder["results/clients.csv"])[1..].Select(line => line.Split(',')).ToArray();
        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.Equal($"{Content.Size}", row[12]));
        Assert.All(rows, row => Assert.NotEqual("", row[13]));
        Assert.All(rows, row => Assert.Equal($"{new Uri(serve.Url(1, "")).Port}", row[14]));
        Assert.All(rows, row => Assert.NotEqual("", row[15]));
    }

    private IEnumerable<string> Names() =>
        Directory.EnumerateFiles(_folder["results"]).Select(path => Path.GetFileName(path)).Order();
}
