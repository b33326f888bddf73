using System.Text.Json;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Collecting;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Six_days_of_downloads_become_reports_from_the_store_and_over_tls()
    {
        var store = _folder["weir.db"];
        var token = await CollectProcess.AddTokenAsync(store, _folder["token"]);
        var certificate = TestCertificate.Make(_folder);
        var pin = certificate.Fingerprint;
        await using var collector = await CollectProcess.StartAsync(FreePorts.Next(), store, certificate.Options);
        using (var client = CollectProcess.Client(token, pin))
            Assert.Equal("""{"accepted":90,"duplicates":0,"rejected":[]}""", await collector.PostAsync(client, Days()));

        var text = await ReportAsync("--store", $"sqlite:{store}");
        Assert.Contains("site-a", string.Join('\n', text));
        Assert.Contains("Busiest hour: 20:00 to 21:00 (9.54 MiB a day, 6 days)", text);
        Assert.Contains("Slowest hour: 21:00 to 22:00 (median 2 Mbit/s, 6 days)", text);
        Assert.Equal(
            text,
            await ReportAsync("--collector", $"{collector.Url}", "--token", token, "--pin", $"sha256:{pin}")
        );

        var csv = await ReportAsync("--store", $"sqlite:{store}", "--format", "csv");
        Assert.StartsWith("agent,target,hour,from,downloads,failures,bytes,throughput_mean_bps,", csv[0]);
        Assert.StartsWith(",,,,90,0,144000000,", csv[1]);

        Assert.Empty(await ReportAsync("--store", $"sqlite:{store}", "-o", _folder["report.html"]));
        var page = await File.ReadAllTextAsync(_folder["report.html"], TestContext.Current.CancellationToken);
        Assert.Contains("<svg", page);
        Assert.EndsWith("</html>\n", page);

        using var json = JsonDocument.Parse((await ReportAsync("--store", $"sqlite:{store}", "--json"))[^1]);
        Assert.Equal("analysis", json.RootElement.GetProperty("type").GetString());
        Assert.Equal(0, await collector.StopAsync());
    }

    [Fact]
    public async Task A_collector_that_is_not_trusted_gets_no_token()
    {
        var store = _folder["weir.db"];
        var token = await CollectProcess.AddTokenAsync(store, _folder["token"]);
        var certificate = TestCertificate.Make(_folder);
        await using var collector = await CollectProcess.StartAsync(FreePorts.Next(), store, certificate.Options);
        var result = await WeirProcess.RunAsync(["report", "--collector", $"{collector.Url}", "--token", token]);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            [
                $"weir report: the certificate of {collector.Url} is not trusted; give --pin sha256:HEX as it prints it, or --cacert FILE",
            ],
            result.Errors
        );
    }

    private static async Task<IReadOnlyList<string>> ReportAsync(params string[] options)
    {
        var result = await WeirProcess.RunAsync(["report", "--tz", "UTC", .. options]);
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    /// <summary>An hourly download from 8 to 22; at 20 they are large, at 21 slow.</summary>
    private static IEnumerable<string> Days() =>
        from day in Enumerable.Range(0, 6)
        from hour in Enumerable.Range(8, 15)
        let at = Records.Start.AddDays(day).AddHours(hour).AddMinutes(day * 7)
        let bytes = hour == 20 ? 10_000_000 : 1_000_000
        select Records.Transfer($"{day}-{hour}", at, bytes, hour == 21 ? 4 : 0.5);
}
