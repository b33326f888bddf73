using System.Text.Json;
using Weir.Agent.Budget;
using Weir.Agent.Delivery;
using Weir.Agent.Jobs;
using Weir.Agent.Running;
using Weir.Agent.Schedule;
using Weir.Agent.Spool;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Agent.Delivery;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Probes.Probing;
using Weir.Testing.Collectors;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Testing.Processes;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Agent.Running;

public sealed class AgentHostTests : IDisposable
{
    private static readonly TestContent Content = new(200_000);
    private readonly TemporaryFolder _folder = new();
    private readonly DeliveryWitness _witness = new();

    private static readonly TimeZoneInfo Kathmandu = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Downloads_are_measured_proven_and_delivered_and_leave_no_file()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes);
        await using var collector = new TestCollector();
        var hash = Checksum.Parse($"sha256:{Content.Sha256}");
        var target = new DownloadTarget("the file", [Source(origin.Url())], hash);
        var summary = await RunAsync(collector, c => Done(c).Count >= 5, target);

        Assert.All(
            Done(collector),
            record =>
            {
                Assert.Equal(("the file", "lab"), (Text(record, "target"), Text(record, "agent")));
                Assert.Equal("sha-256", Text(record, "verified"));
            }
        );
        Assert.Equal((0, summary.Records), (summary.Spooled, collector.Stored.Count));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["spool/work"]));
    }

    [Fact]
    public async Task A_failure_is_a_record_with_its_cause_and_never_a_gap()
    {
        await using var collector = new TestCollector();
        var port = FreePorts.Next();
        var summary = await RunAsync(
            collector,
            c =>
                c.Stored.Values.Select(record => Text(record, "type")).Distinct().Count() == 2
                && c.Stored.Values.Any(record => Text(record, "outcome") == "failed"),
            options => options with { Schedule = options.Schedule with { Zone = Kathmandu } },
            new DownloadTarget("away", [Source($"http://127.0.0.1:{port}/f")], null),
            new PathTarget("deaf", new ProbeTarget(ProbeProtocol.Stamp, "127.0.0.1", port))
        );

        Assert.Equal(summary.Records, collector.Stored.Count);
        var ended = collector.Stored.Values.Where(record => Text(record, "outcome") == "failed").ToList();
        Assert.NotEmpty(ended);
        Assert.All(collector.Stored.Values, record => Assert.NotEmpty(Text(record, "error")!));
        Assert.All(collector.Stored.Values, record => Assert.Equal("Asia/Kathmandu", Text(record, "tz")));
    }

    [Fact]
    public async Task A_run_that_is_due_while_the_one_before_it_goes_on_is_a_record_too()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes) { BytesPerSecond = 400_000 };
        await using var collector = new TestCollector();
        var target = new DownloadTarget("slow", [Source(origin.Url())], null);
        await RunAsync(
            collector,
            c => c.Stored.Values.Select(r => Text(r, "outcome")).Intersect(["ok", "overrun"]).Count() == 2,
            target
        );

        var overrun = _witness.Findings.Cast<TransferFinding>().First(f => f.Record.Outcome == TransferOutcome.Overrun);
        Assert.Equal(0, overrun.Record.Bytes);
        Assert.EndsWith("did not start: the one before it still ran", overrun.Record.Error);
    }

    [Fact]
    public async Task Clients_measure_under_names_of_their_own()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes);
        await using var collector = new TestCollector();
        var names = (string[])["lab-1", "lab-2", "lab-3"];
        await RunAsync(
            collector,
            c => names.All(name => c.Stored.Values.Any(record => Text(record, "agent") == name)),
            options => options with { Clients = 3 },
            new DownloadTarget("the file", [Source(origin.Url())], null)
        );

        Assert.Equal(names, collector.Stored.Values.Select(record => Text(record, "agent")!).Distinct().Order());
    }

    [Fact]
    public async Task A_run_under_way_at_the_end_is_cut_short_and_kept()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes) { BytesPerSecond = 20_000 };
        await using var collector = new TestCollector();
        using var stop = new CancellationTokenSource();
        var target = new DownloadTarget("slow", [Source(origin.Url())], null);
        using var host = Open(collector, o => o with { Schedule = new() { StartJitter = 0 } }, target);
        var running = host.RunAsync(_witness, stop.Token);
        await origin.WaitUntilAsync(o => o.BodyBytesSent > 1000);
        await stop.CancelAsync();
        await running;

        Assert.Equal(["cancelled"], collector.Stored.Values.Select(record => Text(record, "outcome")));
    }

    [Fact]
    public async Task Without_a_collector_records_stay_in_the_spool()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes);
        using var stop = new CancellationTokenSource();
        var target = new DownloadTarget("the file", [Source(origin.Url())], null);
        AgentSummary summary;
        using (var host = Open(null, o => o, target))
        {
            var running = host.RunAsync(_witness, stop.Token);
            await origin.WaitUntilAsync(o => o.Requests.Count >= 5);
            await stop.CancelAsync();
            summary = await running;
            Assert.Equal(summary.Records, summary.Spooled);
        }

        using var next = Open(null, o => o, target);
        Assert.Equal(new SpoolRecovery(summary.Spooled, 0), next.Recovery);
    }

    [Fact]
    public async Task Beyond_the_byte_budget_downloads_are_records_that_say_so_and_move_nothing()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes);
        await using var collector = new TestCollector();
        var budget = new BudgetOptions { Day = new ByteSize(2 * Content.Bytes.Length + 1000) };
        await RunAsync(
            collector,
            c => c.Stored.Values.Count(r => Text(r, "outcome") == "cancelled") >= 2,
            options => options with { Budget = budget },
            new DownloadTarget("the file", [Source(origin.Url())], null)
        );

        Assert.Equal(2, Done(collector).Count);
        var refused = collector.Stored.Values.First(record => Text(record, "outcome") == "cancelled");
        Assert.StartsWith("the byte budget of the day, ", Text(refused, "error"));
        Assert.InRange(origin.BodyBytesSent, 2 * Content.Bytes.Length, budget.Day!.Value.Bytes);
        Assert.Contains(_witness.Others, notice => notice.StartsWith("downloads take about", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_download_that_turns_out_larger_than_the_budget_is_cut_short()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes) { BytesPerSecond = 50_000 };
        await using var collector = new TestCollector();
        await RunAsync(
            collector,
            c => c.Stored.Values.Any(r => Text(r, "outcome") == "cancelled"),
            options => options with { Budget = new BudgetOptions { Day = new ByteSize(100_000) } },
            new DownloadTarget("the file", [Source(origin.Url())], null)
        );

        var cut = collector.Stored.Values.First(record => Text(record, "outcome") == "cancelled");
        Assert.StartsWith("the byte budget does not allow a download of ", Text(cut, "error"));
        Assert.True(origin.BodyBytesSent < Content.Bytes.Length);
    }

    [Fact]
    public async Task What_else_the_machine_moved_is_in_the_record()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes);
        await using var collector = new TestCollector();
        await RunAsync(collector, c => Done(c).Count >= 1, new DownloadTarget("f", [Source(origin.Url())], null));

        using var record = JsonDocument.Parse(Done(collector)[0]);
        Assert.True(record.RootElement.GetProperty("local_traffic_bps").GetDouble() >= 0);
    }

    [Fact]
    public async Task Another_plan_takes_over_when_the_run_under_way_has_ended()
    {
        await using var origin = new MisbehavingOrigin(Content.Bytes) { BytesPerSecond = 400_000 };
        await using var collector = new TestCollector();
        using var stop = new CancellationTokenSource();
        var before = new DownloadTarget("before", [Source(origin.Url())], null);
        using var host = Open(collector, o => o with { Schedule = new() { StartJitter = 0 } }, before);
        var running = host.RunAsync(_witness, stop.Token);
        await origin.WaitUntilAsync(o => o.BodyBytesSent > 1000);
        host.Replace(
            new AgentOptions
            {
                Name = "lab",
                Targets = [before with { Name = "after" }],
                Schedule = new ScheduleOptions { Every = ScheduleOptions.ShortestEvery },
                Spool = new SpoolOptions { Folder = _folder["spool"], Agent = "lab" },
            }
        );
        await collector.WaitUntilAsync(c => Done(c).Any(record => Text(record, "target") == "after"));
        await stop.CancelAsync();
        await running;

        Assert.Equal("ok", Text(collector.Stored.Values.Single(r => Text(r, "target") == "before"), "outcome"));
    }

    private Task<AgentSummary> RunAsync(
        TestCollector collector,
        Func<TestCollector, bool> until,
        params AgentTarget[] targets
    ) => RunAsync(collector, until, options => options, targets);

    private async Task<AgentSummary> RunAsync(
        TestCollector collector,
        Func<TestCollector, bool> until,
        Func<AgentOptions, AgentOptions> with,
        params AgentTarget[] targets
    )
    {
        using var stop = new CancellationTokenSource();
        using var host = Open(collector, with, targets);
        var running = host.RunAsync(_witness, stop.Token);
        await collector.WaitUntilAsync(until);
        await stop.CancelAsync();
        return await running;
    }

    private AgentHost Open(
        TestCollector? collector,
        Func<AgentOptions, AgentOptions> with,
        params AgentTarget[] targets
    )
    {
        File.WriteAllText(_folder["token"], collector?.Token);
        var options = new AgentOptions
        {
            Name = "lab",
            Targets = targets,
            Schedule = new ScheduleOptions { Every = ScheduleOptions.ShortestEvery },
            Spool = new SpoolOptions { Folder = _folder["spool"], Agent = "lab" },
            Delivery =
                collector is null || !CollectorAddress.TryParse(collector.Url, out var address, out _)
                    ? null
                    : new DeliveryOptions
                    {
                        Collector = address,
                        TokenPath = _folder["token"],
                        Trust = PeerTrust.Create(null, null, false, out _)!,
                    },
        };
        var host = AgentHost.Open(with(options), TimeProvider.System, new Random(1), out var fault);
        Assert.Null(fault);
        return host!;
    }

    private static SourceAddress Source(string url)
    {
        Assert.True(SourceAddress.TryParse(url, out var source, out _));
        return source;
    }

    private static List<string> Done(TestCollector collector) =>
        [.. collector.Stored.Values.Where(record => Text(record, "outcome") == "ok")];

    private static string? Text(string record, string name)
    {
        using var document = JsonDocument.Parse(record);
        return document.RootElement.GetProperty(name).GetString();
    }
}
