using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Agent.Spool;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Origin;
using Weir.Measurements.Json;
using Weir.Probes.Probing;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Testing.Processes;

namespace Weir.FunctionalTests.Collector.Documenting;

/// <summary>Records as the parts of Weir write them, against the schema that the collector serves.</summary>
public sealed class RecordSchemaTests : IDisposable
{
    private static readonly TestContent Content = new(100_000);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Transfers_are_as_the_schema_says()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes);
        await AllHoldAsync([
            await DownloadAsync(origin.Url()),
            await DownloadAsync($"http://127.0.0.1:{FreePorts.Next()}/away"),
        ]);
    }

    [Fact]
    public async Task Probes_are_as_the_schema_says()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes);
        var port = FreePorts.Next();
        await AllHoldAsync([
            await ProbeAsync(origin.Url()),
            await ProbeAsync($"127.0.0.1:{port}"),
            await ProbeAsync($"tcp:127.0.0.1:{port}"),
        ]);
    }

    [Fact]
    public async Task Runs_are_as_the_schema_says()
    {
        await using var origin = await TestOrigin.StartAsync(folder => folder.Write("root/f", Content.Bytes.Span));
        var output = new StringWriter { NewLine = "\n" };
        var context = new CommandContext(
            new Output(TextWriter.Synchronized(output), TextWriter.Null),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            0,
            await CommandLine.RunAsync(["load", $"http://{origin.EndPoint}/f", "--clients", "3", "--json"], context)
        );
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains(lines, line => line.StartsWith("{\"type\":\"run\"", StringComparison.Ordinal));
        await AllHoldAsync(lines);
    }

    [Fact]
    public async Task Gaps_are_as_the_schema_says()
    {
        var options = new SpoolOptions
        {
            Folder = _folder["spool"],
            Agent = "lab",
            MaxSize = SpoolOptions.LeastSize,
        };
        using var spool = RecordSpool.Open(options, TimeProvider.System, out _)!;
        for (var i = 0; i < 1000; i++)
            spool.Append(Records.Transfer($"{i}"));
        var gap = spool.Read(1000, 1 << 20, out _).Records.First(record => record.StartsWith("{\"type\":\"gap\""));
        await AllHoldAsync([gap]);
    }

    [Fact]
    public async Task What_the_collector_takes_and_refuses_is_what_the_schema_says()
    {
        await using var collector = await RunningCollector.StartAsync();
        string[] all =
        [
            Records.Transfer("1"),
            Records.Probe("2"),
            Records.Transfer("3").Replace("\"outcome\":\"ok\",", ""),
            Records.Transfer("4").Replace("\"id\":\"4\",", ""),
            Records.Transfer("5").Replace("\"agent\":\"site-a\"", "\"agent\":\"\""),
            Records.Transfer("6").Replace("\"agent\":\"site-a\"", "\"agent\":5"),
            Records.Transfer("7").Replace("\"bytes\":1000", "\"bytes\":null"),
            Records.Transfer("8").Replace("\"bytes\":1000", "\"bytes\":\"many\""),
            Records.Transfer("9").Replace("2026-11-02", "yesterday"),
            Records.Transfer("10").Replace("\"type\":\"transfer\"", "\"type\":\"novel\",\"x\":[1]"),
            """{"type":"run","id":"11","started_at":"2026-11-02T00:00:00Z","agent":"a","target":"t"}""",
            """{"type":"novel","id":"12","started_at":"2026-11-02T00:00:00Z","agent":"a","target":"t"}""",
            "[]",
        ];
        var schema = await SchemaAsync(collector);
        foreach (var line in all)
        {
            var isTaken = (await collector.SendAsync(line)).StartsWith("{\"accepted\":1,", StringComparison.Ordinal);
            using var record = JsonDocument.Parse(line);
            Assert.True(isTaken == Schemas.Evaluate(schema, record.RootElement).IsValid, $"{isTaken}: {line}");
        }
    }

    private async Task<string> DownloadAsync(string url)
    {
        Assert.True(SourceAddress.TryParse(url, out var source, out _));
        var options = new DownloadOptions { GiveUp = TimeSpan.Zero, Overwrite = true };
        var result = await new Downloader(options).DownloadAsync(
            [source],
            _folder["f"],
            cancellationToken: TestContext.Current.CancellationToken
        );
        return MeasurementsJson.ToLine(result.Record);
    }

    private static async Task<string> ProbeAsync(string text)
    {
        Assert.True(ProbeTarget.TryParse(text, out var target, out var problem), problem);
        var options = new ProbeOptions
        {
            Agent = "lab",
            Count = 5,
            Interval = TimeSpan.FromMilliseconds(1),
        };
        return MeasurementsJson.ToLine(
            await new Prober(target, options, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken)
        );
    }

    private static async Task AllHoldAsync(string[] lines)
    {
        await using var collector = await RunningCollector.StartAsync();
        var schema = await SchemaAsync(collector);
        Assert.All(
            lines,
            line =>
            {
                using var record = JsonDocument.Parse(line);
                var result = Schemas.Evaluate(schema, record.RootElement);
                var faults = (result.Details ?? [])
                    .Where(detail => detail.Errors is { Count: > 0 })
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value}"));
                Assert.True(result.IsValid, $"{string.Join("; ", faults)}: {line}");
            }
        );
        Assert.Equal(
            $$"""{"accepted":{{lines.Length}},"duplicates":0,"rejected":[]}""",
            await collector.SendAsync(lines)
        );
    }

    private static async Task<JsonObject> SchemaAsync(RunningCollector collector) =>
        (JsonObject)JsonNode.Parse((await collector.GetAsync("openapi/record.v1.json")).Text)!;
}
