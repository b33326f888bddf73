using System.Text.Json;
using Microsoft.Data.Sqlite;
using Weir.Analysis.Json;
using Weir.Analysis.Summaries;
using Weir.Collector.Ingest;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Rollups;
using Weir.Collector.Storage.Sqlite;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Collector.Storage;

public sealed class SqliteMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_of_the_first_version_is_brought_forward_with_all_that_it_has()
    {
        var file = MakeFirst(_folder["weir.db"]);

        for (var i = 0; i < 2; i++)
        {
            await using var store = SqliteStore.Open(
                new StoreAddress.Sqlite(file),
                mayMake: false,
                new StoreLimits(),
                TimeProvider.System,
                out var fault
            );
            Assert.Null(fault);
            var stop = TestContext.Current.CancellationToken;
            var agent = Assert.Single(await store!.AgentsAsync(stop));
            Assert.Equal(("site-a", 3, Records.Start), (agent.Name, agent.Measurements, agent.FirstAt));
            var records = await store.MeasurementsAsync(new MeasurementFilter(), null, 10, stop);
            Assert.Equal(3, records.Count);
            var again = records.Select(record => StoreContract.Envelope(record.Body)).ToList();
            Assert.Equal(3, (await store.AddAsync(again, stop)).Duplicates);
            foreach (
                var (width, rows) in new[] { (RollupWidth.Quarter, 3), (RollupWidth.Hour, 2), (RollupWidth.Day, 1) }
            )
            {
                var rollups = await store.RollupsAsync(new MeasurementFilter(), width, stop);
                Assert.Equal(rows, rollups.Count);
                Assert.Equal(3, Summary.Of(rollups.Select(rollup => rollup.Summary)).Throughput.Count);
            }
        }
    }

    private static string MakeFirst(string file)
    {
        // Whoever opens a store first loads SQLite.
        SqliteStore
            .Open(
                new StoreAddress.Sqlite(file + ".other"),
                mayMake: true,
                new StoreLimits(),
                TimeProvider.System,
                out _
            )!
            .DisposeAsync()
            .AsTask()
            .GetAwaiter()
            .GetResult();
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Run(
            connection,
            """
            create table agent (agent_id integer primary key, name text not null unique,
              measurements integer not null default 0, first_at integer, last_at integer);
            create table target (target_id integer primary key, name text not null unique,
              measurements integer not null default 0, first_at integer, last_at integer);
            create table measurement (id text not null, at integer not null, target_id integer not null references target,
              agent_id integer not null references agent, kind text not null, outcome text not null,
              received_at integer not null, body text not null);
            create unique index measurement_id on measurement (id);
            create index measurement_at on measurement (at, id);
            create index measurement_target_at on measurement (target_id, at, id);
            create table rollup (target_id integer not null references target, agent_id integer not null references agent,
              at integer not null, body text not null, primary key (target_id, agent_id, at)) without rowid;
            create table token (token_id integer primary key, name text not null, hash blob not null unique,
              scopes text not null, created_at integer not null, revoked_at integer);
            create unique index token_in_force on token (name) where revoked_at is null;
            insert into agent values (7, 'site-a', 3, 0, 0);
            insert into target values (9, 'http://origin/f', 3, 0, 0);
            pragma application_id = 0x57656972; pragma user_version = 1;
            """
        );
        for (var i = 0; i < 3; i++)
        {
            // 0, 20 and 80 minutes: three quarters in two hours.
            var (id, at) = ($"{i}", Records.Start.AddMinutes(20 * i * i));
            var line = Records.Transfer(id, at);
            Assert.True(EnvelopeReader.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var envelope, out _));
            var rollup = Assert.Single(Rollup.Of([envelope.Observation]));
            var time = at.ToUnixTimeMilliseconds() * 1000;
            Run(
                connection,
                "insert into measurement values ($id, $time, 9, 7, 'transfer', 'ok', $time, $body)",
                ("$id", id),
                ("$time", time),
                ("$body", line)
            );
            Run(
                connection,
                "insert into rollup values (9, 7, $at, $body)",
                ("$at", rollup.At.ToUnixTimeMilliseconds() * 1000),
                ("$body", JsonSerializer.Serialize(RollupRecord.Of(rollup), AnalysisJson.Lines.RollupRecord))
            );
        }

        return file;
    }

    private static void Run(SqliteConnection connection, string statements, params (string, object)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
