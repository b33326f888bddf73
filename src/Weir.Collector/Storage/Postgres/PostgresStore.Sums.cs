using Npgsql;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    private static async Task CountAsync(NpgsqlConnection connection, IReadOnlyList<Row> added)
    {
        var series = added
            .GroupBy(row => (row.Target, row.Agent))
            .OrderBy(group => group.Key.Target)
            .ThenBy(group => group.Key.Agent)
            .ToList();
        await ExecuteAsync(
            connection,
            """
            insert into series (target_id, agent_id, measurements, first_at, last_at)
            select * from unnest($1, $2, $3, $4, $5)
            on conflict (target_id, agent_id) do update set
              measurements = series.measurements + excluded.measurements,
              first_at = least(series.first_at, excluded.first_at),
              last_at = greatest(series.last_at, excluded.last_at)
            """,
            Numbers([.. series.Select(group => group.Key.Target)]),
            Numbers([.. series.Select(group => group.Key.Agent)]),
            Numbers([.. series.Select(group => group.LongCount())]),
            Moments([.. series.Select(group => group.Min(row => row.Envelope.At))]),
            Moments([.. series.Select(group => group.Max(row => row.Envelope.At))])
        );
    }

    private static async Task MergeAsync(NpgsqlConnection connection, IEnumerable<Row> added)
    {
        var batch = new RollupBatch();
        foreach (var row in added)
            batch.Add(row.Envelope.Observation, row.Target, row.Agent);
        var rows = batch.Rows();
        if (rows.Count == 0)
            return;
        NpgsqlParameter[] keys =
        [
            Numbers([.. rows.Select(row => row.Key.Target)]),
            Numbers([.. rows.Select(row => row.Key.Agent)]),
            new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => (int)row.Key.Width)] },
            Moments([.. rows.Select(row => row.Key.At)]),
        ];
        await using var find = new NpgsqlCommand(
            """
            select target_id, agent_id, width, at, body from rollup
            join unnest($1, $2, $3, $4) as wanted (target_id, agent_id, width, at)
            using (target_id, agent_id, width, at)
            """,
            connection
        );
        find.Parameters.AddRange(keys);
        var before = (
            await QueryAsync(
                find,
                row =>
                    (
                        Key: new RollupKey(
                            (RollupWidth)row.GetInt32(2),
                            row.GetInt64(0),
                            row.GetInt64(1),
                            new DateTimeOffset(row.GetDateTime(3))
                        ),
                        Summary: RollupCodec.Read((byte[])row[4])
                    ),
                CancellationToken.None
            )
        ).ToDictionary(row => row.Key, row => row.Summary);
        var bodies = new byte[rows.Count][];
        for (var i = 0; i < rows.Count; i++)
        {
            var (key, summary) = rows[i];
            if (before.TryGetValue(key, out var stored))
                summary.Merge(stored);
            bodies[i] = RollupCodec.Write(summary);
        }

        await ExecuteAsync(
            connection,
            """
            insert into rollup (target_id, agent_id, width, at, body) select * from unnest($1, $2, $3, $4, $5)
            on conflict (target_id, width, at, agent_id) do update set body = excluded.body
            """,
            [.. keys.Select(key => key.Clone()), new NpgsqlParameter<byte[][]> { TypedValue = bodies }]
        );
    }
}
