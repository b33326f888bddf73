using Weir.Analysis.Summaries;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Postgres;
using Weir.Collector.Storage.Rollups;
using Weir.Testing.Processes;

namespace Weir.FunctionalTests.Collector.Storage;

public sealed class PostgresStoreTests(PostgresFixture fixture) : StoreContract, IClassFixture<PostgresFixture>
{
    private string _url = "";

    [Fact]
    public async Task A_server_that_stops_is_a_fault_and_its_return_is_noticed()
    {
        await using var server = await PostgresServer.StartAsync();
        _url = await server.NewDatabaseAsync();
        await using var store = await OpenAsync(_url, new StoreLimits());
        await server.StopAsync();

        Assert.NotNull(await store.CheckAsync(TestContext.Current.CancellationToken));
        var result = await store.AddAsync([Envelope(Records.Transfer("1"))], TestContext.Current.CancellationToken);
        Assert.Equal(StoreFaultKind.Unavailable, result.Fault?.Kind);
    }

    [Fact]
    public async Task What_is_added_is_looked_up_by_key_and_no_table_is_read_for_it()
    {
        await using (var store = await MakeAsync(new StoreLimits()))
        {
            for (var batch = 0; batch < 4; batch++)
            {
                var lines = Enumerable.Range(batch * 500, 1000).Select(i => Envelope(Records.Transfer($"r{i}")));
                var result = await store.AddAsync([.. lines], TestContext.Current.CancellationToken);
                Assert.Equal(batch == 0 ? 1000 : 500, result.Accepted);
            }
        }

        // The server counts what a connection did at the latest when it ends.
        await using var source = Database();
        while (
            await NumberAsync(
                source,
                "select count(*) from pg_stat_activity where application_name = 'weir' and datname = current_database()"
            ) > 0
        )
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(
            0,
            await NumberAsync(
                source,
                "select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname like 'measurement_%'"
            )
        );
    }

    [Fact]
    public async Task A_record_is_known_by_its_target_its_start_and_its_id()
    {
        await using var store = await MakeAsync(new StoreLimits());
        string[] lines =
        [
            Records.Transfer("1"),
            Records.Transfer("1", target: "http://other/f"),
            Records.Transfer("1", Records.Start.AddTicks(10)),
            Records.Transfer("1", Records.Start.AddDays(40)),
        ];
        Assert.Equal((4, 0), await AddAsync(store, lines));
        Assert.Equal((0, 4), await AddAsync(store, lines));

        Assert.Equal(4, Summary.Of((await RollupsAsync(store, RollupWidth.Day)).Select(r => r.Summary)).Downloads);
        // What differs in its target alone is not lost between two pages.
        var seen = new List<string>();
        for (Cursor? after = null; seen.Count < 5; )
        {
            var page = await store.MeasurementsAsync(All, after, 1, Stop);
            if (page.Count == 0)
                break;
            seen.Add(page[0].Body);
            after = Cursor.Of(page[0]);
        }

        Assert.Equal(lines, seen);
    }

    [Fact]
    public async Task Targets_that_are_refused_get_no_number()
    {
        await using var store = await MakeAsync(new StoreLimits { TargetsPerAgent = 2 });
        var lines = Enumerable.Range(0, 100).Select(i => Envelope(Records.Transfer($"{i}", target: $"t{i}")));
        var result = await store.AddAsync([.. lines], TestContext.Current.CancellationToken);

        Assert.Equal((2, 98), (result.Accepted, result.Refused.Count));
        await using var source = Database();
        Assert.Equal(2, await NumberAsync(source, "select count(*) from target"));
    }

    [Fact]
    public async Task A_store_of_the_first_version_is_brought_forward_with_all_that_it_has()
    {
        var stop = TestContext.Current.CancellationToken;
        string[] lines = [Records.Transfer("1"), Records.Transfer("2", Records.Start.AddDays(40))];
        await using (var store = await MakeAsync(new StoreLimits()))
            Assert.Equal(2, (await store.AddAsync([.. lines.Select(Envelope)], stop)).Accepted);
        await using (var source = Database())
        {
            await using var back = source.CreateCommand(
                """
                alter table measurement drop constraint measurement_pkey;
                alter table measurement add primary key (target_id, id, at);
                drop index measurement_at;
                create index measurement_at on measurement (at, id);
                create index measurement_target_at on measurement (target_id, at, id);
                alter table agent drop column tz;
                update weir_store set version = 1
                """
            );
            await back.ExecuteNonQueryAsync(stop);
        }

        Assert.True(StoreAddress.TryParse(_url, out var address, out _));
        var (none, fault) = await StoreOpening.OpenAsync(address, mayMake: false, TimeProvider.System, stop);
        Assert.Null(none);
        Assert.Equal(StoreFaultKind.Foreign, fault?.Kind);
        for (var i = 0; i < 2; i++)
        {
            await using var store = await OpenAsync(_url, new StoreLimits());
            var result = await store.AddAsync([.. lines.Select(Envelope)], stop);
            Assert.Equal((0, 2), (result.Accepted, result.Duplicates));
            Assert.Equal(
                lines,
                (await store.MeasurementsAsync(new MeasurementFilter(), null, 9, stop)).Select(m => m.Body)
            );
        }

        await using var forward = Database();
        Assert.Equal(2, await NumberAsync(forward, "select max(version)::bigint from weir_store"));
        Assert.Equal(2, await NumberAsync(forward, "select count(*) from pg_indexes where tablename = 'measurement'"));
    }

    [Theory]
    [InlineData("postgres://weir@127.0.0.1:1/weir", StoreFaultKind.Unavailable)]
    [InlineData(null, StoreFaultKind.Missing)]
    public async Task What_cannot_be_opened_is_told(string? url, StoreFaultKind kind)
    {
        var database = url ?? (await fixture.Server.NewDatabaseAsync()) + "0";
        Assert.True(StoreAddress.TryParse(database, out var address, out _));
        var (store, fault) = await StoreOpening.OpenAsync(
            address,
            mayMake: true,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        Assert.Null(store);
        Assert.Equal(kind, fault?.Kind);
    }

    protected override async Task<ICollectorStore> MakeAsync(StoreLimits limits)
    {
        _url = await fixture.Server.NewDatabaseAsync();
        return await OpenAsync(_url, limits);
    }

    protected override Task<ICollectorStore> OpenAgainAsync() => OpenAsync(_url, new StoreLimits());

    /// <summary>The database of the store that was made last.</summary>
    private Npgsql.NpgsqlDataSource Database()
    {
        var url = new Uri(_url);
        return Npgsql.NpgsqlDataSource.Create(
            $"Host={url.Host};Port={url.Port};Username=weir;Database={url.AbsolutePath[1..]}"
        );
    }

    private static async Task<long> NumberAsync(Npgsql.NpgsqlDataSource source, string query)
    {
        await using var command = source.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<ICollectorStore> OpenAsync(string url, StoreLimits limits)
    {
        Assert.True(StoreAddress.TryParse(url, out var address, out _));
        var (store, fault) = await PostgresStore.OpenAsync(
            (StoreAddress.Postgres)address,
            mayMake: true,
            limits,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        Assert.Null(fault);
        return store!;
    }
}
