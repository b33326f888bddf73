using Npgsql;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    /// <summary>Takes the locks of the targets of these records; gives their rollups as they are then.</summary>
    private static async Task<Dictionary<RollupKey, Summary>> LockAsync(
        NpgsqlConnection connection,
        List<Row> rows,
        AddedSums sums
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ByKey));
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("select pg_advisory_xact_lock(n) from (select unnest($1) as n order by 1) numbers")
            {
                Parameters = { Numbers([.. rows.Select(row => row.Target).Distinct().Order()]) },
            }
        );
        // A statement sees what was committed when it begins, which is when the locks are held.
        var find = new NpgsqlBatchCommand(
            """
            select target_id, agent_id, width, at, body from rollup
            join unnest($1, $2, $3, $4) as wanted (target_id, agent_id, width, at)
            using (target_id, agent_id, width, at)
            """
        );
        find.Parameters.AddRange(Keys(sums.Rollups));
        batch.BatchCommands.Add(find);
        var before = new Dictionary<RollupKey, Summary>();
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var key = new RollupKey(
                (RollupWidth)reader.GetInt32(2),
                reader.GetInt64(0),
                reader.GetInt64(1),
                new DateTimeOffset(reader.GetDateTime(3))
            );
            before.Add(key, RollupCodec.Read(reader.GetFieldValue<byte[]>(4)));
        }

        return before;
    }

    private static async Task PutAsync(
        NpgsqlConnection connection,
        AddedSums sums,
        Dictionary<RollupKey, Summary> before
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        var series = sums.Series;
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                """
                insert into series (target_id, agent_id, measurements, first_at, last_at)
                select * from unnest($1, $2, $3, $4, $5)
                on conflict (target_id, agent_id) do update set
                  measurements = series.measurements + excluded.measurements,
                  first_at = least(series.first_at, excluded.first_at),
                  last_at = greatest(series.last_at, excluded.last_at)
                """
            )
            {
                Parameters =
                {
                    Numbers([.. series.Select(pair => pair.Target)]),
                    Numbers([.. series.Select(pair => pair.Agent)]),
                    Numbers([.. series.Select(pair => pair.Count)]),
                    Moments([.. series.Select(pair => pair.First)]),
                    Moments([.. series.Select(pair => pair.Last)]),
                },
            }
        );
        var rollups = sums.Rollups;
        var bodies = new byte[rollups.Count][];
        for (var i = 0; i < bodies.Length; i++)
        {
            var (key, summary) = rollups[i];
            if (before.TryGetValue(key, out var stored))
                summary.Merge(stored);
            bodies[i] = RollupCodec.Write(summary);
        }

        var put = new NpgsqlBatchCommand(
            """
            insert into rollup (target_id, agent_id, width, at, body) select * from unnest($1, $2, $3, $4, $5)
            on conflict (target_id, width, at, agent_id) do update set body = excluded.body
            """
        );
        put.Parameters.AddRange(Keys(rollups));
        put.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = bodies });
        batch.BatchCommands.Add(put);
        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter[] Keys(IReadOnlyList<KeyValuePair<RollupKey, Summary>> rollups) =>
        [
            Numbers([.. rollups.Select(row => row.Key.Target)]),
            Numbers([.. rollups.Select(row => row.Key.Agent)]),
            new NpgsqlParameter<int[]> { TypedValue = [.. rollups.Select(row => (int)row.Key.Width)] },
            Moments([.. rollups.Select(row => row.Key.At)]),
        ];
}
