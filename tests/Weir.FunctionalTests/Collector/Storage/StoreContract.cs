using System.Text;
using Weir.Analysis.Summaries;
using Weir.Collector.Ingest;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Rollups;
using Weir.Collector.Tokens;

namespace Weir.FunctionalTests.Collector.Storage;

/// <summary>What every store must do, whatever it keeps its rows in.</summary>
public abstract class StoreContract
{
    protected static readonly MeasurementFilter All = new();

    /// <summary>An empty store.</summary>
    protected abstract Task<ICollectorStore> MakeAsync(StoreLimits limits);

    /// <summary>Another way into the store that was made last, as another process has it.</summary>
    protected abstract Task<ICollectorStore> OpenAgainAsync();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_come_back_in_their_order_as_they_were_sent()
    {
        await using var store = await MakeAsync(new StoreLimits());
        var lines = new[]
        {
            Records.Transfer("b", Records.Start.AddSeconds(1)),
            Records.Transfer("c"),
            Records.Probe("a", Records.Start.AddSeconds(-1)),
        };

        Assert.Equal((3, 0), await AddAsync(store, lines));

        var stored = await store.MeasurementsAsync(All, null, 10, Stop);
        Assert.Equal(["a", "c", "b"], stored.Select(measurement => measurement.Id));
        Assert.Equal([lines[2], lines[1], lines[0]], stored.Select(measurement => measurement.Body));
    }

    [Fact]
    public async Task A_reading_that_was_given_up_stands_in_nobodys_way()
    {
        await using var store = await MakeAsync(new StoreLimits());
        await AddAsync(store, Records.Transfer("1"));
        for (var i = 0; i < 20; i++)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                store.RollupsAsync(All, RollupWidth.Quarter, new CancellationToken(canceled: true))
            );

        Assert.Single(await RollupsAsync(store, RollupWidth.Quarter));
    }

    [Fact]
    public async Task An_id_is_stored_once_and_counted_once()
    {
        await using var store = await MakeAsync(new StoreLimits());
        Assert.Equal((1, 1), await AddAsync(store, Records.Transfer("1"), Records.Transfer("1")));
        Assert.Equal((1, 1), await AddAsync(store, Records.Transfer("1"), Records.Transfer("2")));
        Assert.Equal((0, 2), await AddAsync(store, Records.Transfer("1", bytes: 5), Records.Transfer("2", agent: "b")));

        Assert.Equal(2, (await store.MeasurementsAsync(All, null, 10, Stop)).Count);
        Assert.Equal(2, Assert.Single(await store.AgentsAsync(Stop)).Measurements);
        Assert.Equal(2, Summary.Of((await RollupsAsync(store, RollupWidth.Day)).Select(r => r.Summary)).Downloads);
    }

    [Fact]
    public async Task What_comes_again_is_known_however_much_came_since()
    {
        await using var store = await MakeAsync(new StoreLimits());
        for (var i = 0; i < 120; i++)
            Assert.Equal((1, i % 60 == 59 ? 1 : 0), await AddAsync(store, [.. Again(i)]));

        Assert.Equal(120, Summary.Of((await RollupsAsync(store, RollupWidth.Day)).Select(r => r.Summary)).Downloads);
        static IEnumerable<string> Again(int i) =>
            i % 60 == 59 ? [Records.Transfer($"{i}"), Records.Transfer($"{i - 59}")] : [Records.Transfer($"{i}")];
    }

    [Fact]
    public async Task The_longest_names_are_kept()
    {
        await using var store = await MakeAsync(new StoreLimits());
        var random = new Random(3);
        // Text that packs badly: an index has to take it as it is.
        var name = new string([
            .. Enumerable
                .Range(0, 2048)
                .Select(_ => (char)random.Next('!', '~'))
                .Select(c => c is '"' or '\\' ? '_' : c),
        ]);
        Assert.Equal((1, 0), await AddAsync(store, Records.Transfer("1", agent: name, target: name)));
        Assert.Equal((1, 0), await AddAsync(store, Records.Transfer("2", agent: name, target: name)));

        Assert.Equal((name, 2L), (await store.TargetsAsync(Stop)).Select(one => (one.Name, one.Measurements)).Single());
    }

    [Fact]
    public async Task Impossible_quantities_spoil_no_reading()
    {
        await using var store = await MakeAsync(new StoreLimits());
        const long most = 1_000_000_000_000_000;
        var lines = Enumerable.Range(0, 10_000).Select(i => Records.Transfer($"{i}", bytes: most)).ToList();
        lines = [.. lines.Select(line => line.Replace($"{most * 4}", "1"))];
        foreach (var batch in lines.Chunk(1000))
            Assert.Equal((1000, 0), await AddAsync(store, batch));
        Assert.Equal((1, 0), await AddAsync(store, Records.Transfer("honest", agent: "site-b")));

        var sums = await store.SumsAsync(All, Grouping.Agent, TimeZoneInfo.Utc, Stop);
        Assert.Equal([long.MaxValue, 1000], sums.Select(sum => sum.Summary.Bytes));
    }

    [Fact]
    public async Task A_fingerprint_is_another_one_when_a_record_of_its_period_came_by_whichever_way()
    {
        await using var store = await MakeAsync(new StoreLimits());
        await using var other = await OpenAgainAsync();
        await AddAsync(store, Records.Transfer("1"), Records.Transfer("2", Records.Start.AddDays(2)));
        MeasurementFilter[] periods =
        [
            All,
            new(Records.Start, Records.Start.AddDays(1)),
            new(Records.Start, Records.Start.AddMinutes(15)),
            new(Records.Start.AddHours(-3), Records.Start.AddHours(3), Target: "http://origin/f"),
        ];
        var apart = new MeasurementFilter(Records.Start.AddHours(1), Records.Start.AddDays(3), "site-a");
        Assert.Equal(await PrintsAsync(other, periods), await PrintsAsync(store, periods));
        var before = await PrintsAsync(store, periods);
        var kept = await PrintAsync(store, apart);

        await AddAsync(other, Records.Transfer("3", Records.Start.AddSeconds(1)));

        Assert.All(before.Zip(await PrintsAsync(store, periods)), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(kept, await PrintAsync(store, apart));
        Assert.Equal((0, 1), await AddAsync(store, Records.Transfer("3", Records.Start.AddSeconds(1))));
        Assert.Equal(await PrintsAsync(other, periods), await PrintsAsync(store, periods));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        await using var store = await MakeAsync(new StoreLimits());
        // Many of one moment: the cursor tells them apart by id.
        await AddAsync(store, [.. Enumerable.Range(0, 25).Select(i => Records.Transfer($"{i:00}"))]);
        var seen = new List<string>();
        Cursor? after = null;
        for (var page = await Page(); page.Count > 0; page = await Page())
        {
            seen.AddRange(page.Select(measurement => measurement.Id));
            after = Cursor.Of(page[^1]);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i:00}"), seen);
        Task<IReadOnlyList<StoredMeasurement>> Page() => store.MeasurementsAsync(All, after, 4, Stop);
    }

    [Fact]
    public async Task Filters_hold_for_records()
    {
        await using var store = await MakeAsync(new StoreLimits());
        await AddAsync(
            store,
            Records.Transfer("1"),
            Records.Transfer("2", Records.Start.AddHours(1)),
            Records.Transfer("3", agent: "site-b"),
            Records.Transfer("4", target: "http://other/f"),
            Records.Probe("5")
        );

        Assert.Equal(["1", "3", "4", "5"], await Ids(All with { To = Records.Start.AddHours(1) }));
        Assert.Equal(["2"], await Ids(All with { From = Records.Start.AddHours(1) }));
        Assert.Equal(["3"], await Ids(All with { Agent = "site-b" }));
        Assert.Equal(["4"], await Ids(All with { Target = "http://other/f" }));
        Assert.Equal(["5"], await Ids(All with { Kind = "probe" }));
        Assert.Empty(await Ids(All with { Agent = "nobody" }));
        async Task<IEnumerable<string>> Ids(MeasurementFilter filter) =>
            (await store.MeasurementsAsync(filter, null, 10, Stop)).Select(measurement => measurement.Id);
    }

    [Theory]
    [InlineData(RollupWidth.Quarter)]
    [InlineData(RollupWidth.Hour)]
    [InlineData(RollupWidth.Day)]
    public async Task Rollups_of_any_width_give_the_same_sums(RollupWidth widest)
    {
        await using var store = await MakeAsync(new StoreLimits());
        var random = new Random(7);
        var moments = Enumerable.Range(0, 300).Select(_ => Records.Start.AddMinutes(random.Next(-4000, 4000))).ToList();
        await AddAsync(store, [.. moments.Select((at, i) => Records.Transfer($"{i}", at, bytes: 1000 + i))]);
        var (from, to) = (Records.Start.AddMinutes(-2000), Records.Start.AddMinutes(1985));

        var rollups = await store.RollupsAsync(All with { From = from, To = to }, widest, Stop);

        var sum = Summary.Of(rollups.Select(rollup => rollup.Summary));
        var wanted = moments
            .Select((at, i) => (At: Rollup.StartOf(at), Bytes: 1000 + i))
            .Where(r => r.At >= from && r.At < to)
            .ToList();
        Assert.Equal(wanted.Count, sum.Downloads);
        var merged = await store.MergedRollupsAsync(All with { From = from, To = to }, widest, Stop);
        Assert.Equal(sum.Bytes, merged.Rollups.Sum(rollup => rollup.Summary.Bytes));
        Assert.Equal(rollups.Select(rollup => rollup.Agent).Distinct(), merged.AgentsOf(rollups[0].Target));
        Assert.Equal(wanted.Sum(r => (long)r.Bytes), sum.Bytes);
        Assert.Equal(wanted.Count, sum.Throughput.Count);
        Assert.Equal(rollups.OrderBy(r => r.At).Select(r => r.At), rollups.Select(r => r.At));
        Assert.True(widest == RollupWidth.Quarter || rollups.Count < wanted.Select(r => r.At).Distinct().Count());
    }

    [Fact]
    public async Task Rollups_of_a_filter_are_its_own()
    {
        await using var store = await MakeAsync(new StoreLimits());
        await AddAsync(
            store,
            Records.Transfer("1"),
            Records.Transfer("2", agent: "site-b"),
            Records.Transfer("3", target: "http://other/f")
        );

        var rollups = await store.RollupsAsync(All with { Agent = "site-b" }, RollupWidth.Day, Stop);
        Assert.Equal(("site-b", "http://origin/f"), (Assert.Single(rollups).Agent, rollups[0].Target));
        rollups = await store.RollupsAsync(
            All with
            {
                Target = "http://other/f",
                From = Records.Start,
            },
            RollupWidth.Hour,
            Stop
        );
        Assert.Equal(("site-a", "http://other/f"), (Assert.Single(rollups).Agent, rollups[0].Target));
    }

    [Fact]
    public async Task Two_processes_that_write_lose_and_double_nothing()
    {
        await using var one = await MakeAsync(new StoreLimits());
        await using var other = await OpenAgainAsync();
        var accepted = 0;
        await Task.WhenAll(
            new[] { one, other, one, other }.Select(
                (store, sender) =>
                    Task.Run(async () =>
                    {
                        // Each id is sent by two, and all go to the same few rollups.
                        for (var batch = 0; batch < 20; batch++)
                        {
                            var lines = Enumerable
                                .Range(0, 10)
                                .Select(n =>
                                    Records.Transfer(
                                        $"{sender / 2}-{batch}-{n}",
                                        target: $"http://o/{n % 3}",
                                        bytes: 10
                                    )
                                );
                            Interlocked.Add(ref accepted, (await AddAsync(store, [.. lines])).Accepted);
                        }
                    })
            )
        );

        Assert.Equal(400, accepted);
        var rollups = await RollupsAsync(one, RollupWidth.Quarter);
        Assert.Equal(3, rollups.Count);
        Assert.Equal(4000, Summary.Of(rollups.Select(rollup => rollup.Summary)).Bytes);
        Assert.Equal(400, (await other.TargetsAsync(Stop)).Sum(target => target.Measurements));
    }

    [Fact]
    public async Task Targets_beyond_the_bound_of_their_agent_are_refused_and_no_others()
    {
        await using var store = await MakeAsync(new StoreLimits { TargetsPerAgent = 2 });
        var result = await store.AddAsync(
            [
                Envelope(Records.Transfer("1", target: "a")),
                Envelope(Records.Transfer("2", target: "b")),
                Envelope(Records.Transfer("3", target: "c")),
                Envelope(Records.Transfer("4", target: "a")),
                Envelope(Records.Transfer("5", target: "c", agent: "site-b")),
            ],
            Stop
        );
        Assert.Equal((4, 0), (result.Accepted, result.Duplicates));
        Assert.Equal([2], result.Refused);

        result = await store.AddAsync(
            [Envelope(Records.Transfer("6", target: "c")), Envelope(Records.Transfer("7", target: "b"))],
            Stop
        );
        Assert.Equal(1, result.Accepted);
        Assert.Equal([0], result.Refused);
    }

    [Fact]
    public async Task Old_records_are_dropped_and_their_rollups_kept()
    {
        await using var store = await MakeAsync(new StoreLimits());
        await AddAsync(
            store,
            Records.Transfer("1", Records.Start.AddDays(-90)),
            Records.Transfer("2", Records.Start.AddMinutes(-1)),
            Records.Transfer("3")
        );

        Assert.Equal(2, await store.DropBeforeAsync(Records.Start, Stop));
        Assert.Equal(0, await store.DropBeforeAsync(Records.Start, Stop));

        Assert.Equal("3", Assert.Single(await store.MeasurementsAsync(All, null, 10, Stop)).Id);
        Assert.Equal(3, Summary.Of((await RollupsAsync(store, RollupWidth.Day)).Select(r => r.Summary)).Downloads);
        // A late record of that time finds its place again.
        Assert.Equal((1, 0), await AddAsync(store, Records.Transfer("4", Records.Start.AddDays(-90))));
    }

    [Fact]
    public async Task Names_that_look_like_statements_are_names()
    {
        await using var store = await MakeAsync(new StoreLimits());
        const string name = "a'; drop table measurement; --%_ <img onerror=x> \u00e9\U0001F600";
        await AddAsync(store, Records.Transfer("1", agent: name));

        Assert.Equal(name, Assert.Single(await store.AgentsAsync(Stop)).Name);
        Assert.Single(await store.MeasurementsAsync(All with { Agent = name }, null, 10, Stop));
    }

    [Fact]
    public async Task Tokens_are_in_force_until_they_are_revoked()
    {
        await using var store = await MakeAsync(new StoreLimits());
        var hash = TokenSecret.Hash(TokenSecret.Make());
        Assert.True(await store.TryAddAsync("a", hash, TokenScopes.Write, Stop));
        Assert.False(await store.TryAddAsync("a", TokenSecret.Hash(TokenSecret.Make()), TokenScopes.Read, Stop));
        Assert.Equal(TokenScopes.Write, await store.FindAsync(hash, Stop));
        Assert.Equal(TokenScopes.None, await store.FindAsync(TokenSecret.Hash(TokenSecret.Make()), Stop));
        Assert.True(await store.TryRevokeAsync("a", Stop));
        Assert.False(await store.TryRevokeAsync("a", Stop));
        Assert.Equal(TokenScopes.None, await store.FindAsync(hash, Stop));
        Assert.True(
            await store.TryAddAsync(
                "a",
                TokenSecret.Hash(TokenSecret.Make()),
                TokenScopes.Read | TokenScopes.Write,
                Stop
            )
        );
        Assert.Equal([false, true], (await store.ListAsync(Stop)).Select(token => token.RevokedAt is null));
    }

    [Fact]
    public async Task All_is_there_when_it_is_opened_again()
    {
        await using var store = await MakeAsync(new StoreLimits());
        await AddAsync(store, Records.Transfer("1"), Records.Probe("2"));
        await using var again = await OpenAgainAsync();
        Assert.Null(await again.CheckAsync(Stop));
        Assert.Equal(2, (await RollupsAsync(again, RollupWidth.Hour)).Count);
    }

    [Fact]
    public async Task Rollups_tell_the_time_zone_that_their_agent_told_last()
    {
        await using var store = await MakeAsync(new StoreLimits());
        await AddAsync(
            store,
            Records.Transfer("1", zone: "Europe/Berlin"),
            Records.Transfer("2", agent: "b", zone: "'")
        );
        await AddAsync(store, Records.Transfer("3", zone: "Asia/Tokyo"), Records.Transfer("4", zone: "Asia/Kathmandu"));
        // A duplicate tells nothing new.
        await AddAsync(store, Records.Transfer("1", zone: "Europe/Berlin"));

        var rollups = await RollupsAsync(store, RollupWidth.Quarter);
        Assert.Equal(["b", "site-a"], rollups.Select(rollup => rollup.Agent));
        Assert.Equal([null, "Asia/Kathmandu"], rollups.Select(rollup => rollup.Zone));
        await using var again = await OpenAgainAsync();
        Assert.Equal([null, "Asia/Kathmandu"], (await RollupsAsync(again, RollupWidth.Day)).Select(r => r.Zone));
        // Midnight in UTC is a quarter to six there; who tells no zone is taken for UTC's.
        var hours = await again.SumsAsync(All, Grouping.Hour, null, Stop);
        Assert.Equal([(0, 1L), (5, 3L)], hours.Select(hour => (hour.Key.Hour!.Value, hour.Summary.Downloads)));
    }

    internal static Envelope Envelope(string line) =>
        EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(line), out var envelope, out var reason)
            ? envelope
            : throw new ArgumentException(reason, nameof(line));

    protected static Task<IReadOnlyList<Rollup>> RollupsAsync(IMeasurementStore store, RollupWidth widest) =>
        store.RollupsAsync(All, widest, Stop);

    protected static async Task<(int Accepted, int Duplicates)> AddAsync(IMeasurementStore store, params string[] lines)
    {
        var result = await store.AddAsync([.. lines.Select(Envelope)], Stop);
        Assert.Null(result.Fault);
        return (result.Accepted, result.Duplicates);
    }

    private static Task<UInt128> PrintAsync(ICollectorStore store, MeasurementFilter period) =>
        store.FingerprintAsync(period, Stop);

    private static async Task<List<UInt128>> PrintsAsync(ICollectorStore store, MeasurementFilter[] periods)
    {
        var prints = new List<UInt128>();
        foreach (var period in periods)
            prints.Add(await PrintAsync(store, period));
        return prints;
    }
}
