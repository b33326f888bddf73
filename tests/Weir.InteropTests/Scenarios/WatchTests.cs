using System.Text.Json;
using Weir.InteropTests.Collecting;
using Weir.InteropTests.Getting;
using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Scenarios;

/// <summary>
/// The classic scenario of docs/watch.md: three agents download from an origin, probe it and deliver to one collector over
/// TLS; one is cut off for a while and catches up from its spool. What the report says is what the clients printed and the origin logged.
/// </summary>
public sealed class WatchTests : IDisposable
{
    private const int Size = 1_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly int _udp = FreePorts.Next();
    private string _token = "";
    private string _fingerprint = "";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Three_agents_of_which_one_is_cut_off_bring_all_records_and_the_totals_agree(bool hasCertificate)
    {
        Directory.CreateDirectory(_folder["www"]);
        _folder.Write("www/f.bin", new TestContent(Size).Bytes.Span);
        var log = _folder["origin.ndjson"];
        await using var serve = await ServeProcess.StartAsync(
            _folder["www"],
            1,
            ["--udp", $"{_udp}", "--access-log", log]
        );
        _token = await CollectProcess.AddTokenAsync(_folder["weir.db"], _folder["token"]);
        await using var collector = await CollectAsync(hasCertificate);
        var trust = await TrustAsync(collector, hasCertificate);
        await using var path = new CuttablePath(collector.Url.Port, FreePorts.Next());

        var cutOff = new Uri($"https://127.0.0.1:{path.Port}/");
        await using var a = StartAgent("site-a", serve, [$"{collector.Url}", .. trust]);
        await using var b = StartAgent("site-b", serve, [$"{collector.Url}", .. trust]);
        await using var c = StartAgent("site-c", serve, [$"{cutOff}", .. trust]);
        var agents = (ProgramProcess[])[a, b, c];
        foreach (var agent in agents)
            await WaitForRecordsAsync(agent, 2);
        path.Cut();
        await c.WaitForErrorAsync(line => line.Contains("cannot be reached", StringComparison.Ordinal));
        await WaitForRecordsAsync(c, RecordsOf(c).Count + 4);
        path.Mend();
        await c.WaitForErrorAsync(line => line.Contains("records are delivered again", StringComparison.Ordinal));

        foreach (var agent in agents)
        {
            agent.Send(Signal.Terminate);
            Assert.Equal(0, await agent.WaitForExitAsync());
            Assert.Equal(0, JsonLines.Parse(agent.Output[^1]).Number("spooled"));
        }

        serve.Process.Send(Signal.Terminate);
        Assert.Equal(0, await serve.Process.WaitForExitAsync());
        var records = agents.SelectMany(RecordsOf).ToList();
        Assert.Equal(records.Select(Id).Order(), (await StoredAsync(collector)).Select(Id).Order());
        AssertLogAgrees(log, records);
        await AssertReportAgreesAsync(records);
        Assert.Equal(0, await collector.StopAsync());
    }

    private Task<CollectProcess> CollectAsync(bool hasCertificate) =>
        CollectProcess.StartAsync(
            FreePorts.Next(),
            _folder["weir.db"],
            hasCertificate ? TestCertificate.Make(_folder).Options : ["--tls"],
            // Where --tls keeps what it makes.
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["XDG_DATA_HOME"] = _folder["data"] }
        );

    /// <summary>By the authority, or by the fingerprint that the collector prints.</summary>
    private async Task<string[]> TrustAsync(CollectProcess collector, bool hasCertificate)
    {
        var line = await collector.Process.WaitForOutputAsync(line =>
            line.StartsWith("certificate sha256:", StringComparison.Ordinal)
        );
        var pin = line.Split(' ')[1];
        _fingerprint = pin["sha256:".Length..];
        return hasCertificate ? ["--cacert", _folder["cert.pem"]] : ["--pin", pin];
    }

    private ProgramProcess StartAgent(string name, ServeProcess serve, string[] collector)
    {
        var agent = WeirProcess.Start([
            "agent",
            serve.Url(1, "f.bin"),
            $"127.0.0.1:{_udp}",
            "--every",
            "1s",
            "--json",
            "--agent",
            name,
            "--spool",
            _folder[name],
            "--token",
            _token,
            "--collector",
            .. collector,
        ]);
        agent.CloseInput();
        return agent;
    }

    private static async Task WaitForRecordsAsync(ProgramProcess agent, int count)
    {
        var seen = 0;
        await agent.WaitForOutputAsync(_ => ++seen >= count);
    }

    private static List<JsonElement> RecordsOf(ProgramProcess agent) =>
        [.. JsonLines.Parse(agent.Output).Where(line => line.Text("type") is "transfer" or "probe")];

    private static string Id(JsonElement record) => record.Text("id")!;

    private async Task<IReadOnlyList<JsonElement>> StoredAsync(CollectProcess collector)
    {
        using var client = CollectProcess.Client(_token, _fingerprint);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        var lines = await client.GetStringAsync(
            new Uri(collector.Url, "api/v1/measurements"),
            TestContext.Current.CancellationToken
        );
        return JsonLines.Parse(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The origin has sent what the clients took from their sockets; one that was told to end mid-way took less.</summary>
    private static void AssertLogAgrees(string log, IReadOnlyList<JsonElement> records)
    {
        var transfers = records.Where(record => record.Text("type") == "transfer").ToList();
        var taken = transfers.SelectMany(transfer => transfer.Items("sources")).Sum(source => source.Number("bytes"));
        var sent = JsonLines.Parse(File.ReadLines(log)).Sum(request => request.Number("bytes"));
        if (transfers.TrueForAll(transfer => transfer.Text("outcome") is "ok" or "overrun"))
            Assert.Equal(taken, sent);
        else
            Assert.InRange(taken, 0, sent);
    }

    private async Task AssertReportAgreesAsync(IReadOnlyList<JsonElement> records)
    {
        var text = string.Join('\n', await ReportAsync());
        var page = string.Join('\n', await ReportAsync("--format", "html"));
        Assert.All(
            (string[])
                [
                    "Downloads by client",
                    "Downloads over time",
                    "Probes by client",
                    "average speed",
                    "maximum",
                    "minimum",
                    "time to complete",
                    "response time",
                    "Busiest hour: not enough data.",
                    "Slowest hour: not enough data.",
                    "site-a",
                    "site-b",
                    "site-c",
                ],
            word =>
            {
                Assert.Contains(word, text, StringComparison.Ordinal);
                Assert.Contains(word, page, StringComparison.Ordinal);
            }
        );
        Assert.Contains("<svg", page, StringComparison.Ordinal);

        var rows = Csv(await ReportAsync("--format", "csv"));
        foreach (var name in new[] { "", "site-a", "site-b", "site-c" })
        {
            var row = rows.First(row => row["agent"] == name && row["target"] == "" && row["from"] == "");
            AssertRow(row, [.. records.Where(record => name.Length == 0 || record.Text("agent") == name)]);
        }
    }

    private static void AssertRow(Dictionary<string, string> row, IReadOnlyList<JsonElement> records)
    {
        var ended = records
            .Where(record => record.Text("type") == "transfer" && record.Text("outcome") != "cancelled")
            .ToList();
        var good = ended.Where(record => record.Text("outcome") == "ok").ToList();
        Assert.Equal($"{ended.Count}", row["downloads"]);
        Assert.Equal($"{ended.Count - good.Count}", row["failures"]);
        Assert.True(good.Count > 0);
        foreach (var field in new[] { "throughput_bps", "duration_s", "response_s" })
        {
            var values = good.Select(record => record.GetProperty(field).GetDouble()).ToList();
            AssertNear(values.Average(), row[field.Insert(field.LastIndexOf('_'), "_mean")]);
            AssertNear(values.Max(), row[field.Insert(field.LastIndexOf('_'), "_max")]);
            AssertNear(values.Min(), row[field.Insert(field.LastIndexOf('_'), "_min")]);
        }

        var probes = records.Count(record => record.Text("type") == "probe");
        Assert.Equal($"{probes}", row["probes"]);
    }

    private static void AssertNear(double expected, string actual) =>
        Assert.InRange(double.Parse(actual) / expected, 1 - 1e-6, 1 + 1e-6);

    private async Task<IReadOnlyList<string>> ReportAsync(params string[] options)
    {
        var result = await WeirProcess.RunAsync([
            "report",
            "--store",
            $"sqlite:{_folder["weir.db"]}",
            "--tz",
            "UTC",
            .. options,
        ]);
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        return result.Output;
    }

    /// <summary>Rows by column; no field here has a comma.</summary>
    private static List<Dictionary<string, string>> Csv(IReadOnlyList<string> lines)
    {
        var columns = lines[0].TrimEnd('\r').Split(',');
        return
        [
            .. lines
                .Skip(1)
                .Select(line =>
                    columns.Zip(line.TrimEnd('\r').Split(',')).ToDictionary(pair => pair.First, pair => pair.Second)
                ),
        ];
    }
}
