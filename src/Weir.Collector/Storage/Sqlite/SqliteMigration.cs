using System.Text.Json;
using Microsoft.Data.Sqlite;
using Weir.Analysis.Json;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>Brings the tables of earlier versions forward, within the caller's transaction.</summary>
internal static class SqliteMigration
{
    /// <summary>
    /// The first version had rollups of quarters alone, as JSON, and counted by agent and by target. Hours and days are
    /// computed from its quarters; what a pair of agent and target has, from the records themselves.
    /// </summary>
    public static void ToSecond(SqliteConnection connection)
    {
        Execute(connection, $"alter table rollup rename to rollup_1; {SqliteSchema.SeriesTables}");
        Execute(
            connection,
            """
            insert into series (agent_id, target_id, measurements, first_at, last_at)
            select agent_id, target_id, count(*), min(at), max(at) from measurement group by agent_id, target_id
            """
        );
        CopyRollups(connection);
        Execute(connection, "drop table rollup_1");
        foreach (var table in (ReadOnlySpan<string>)["agent", "target"])
        {
            foreach (var column in (ReadOnlySpan<string>)["measurements", "first_at", "last_at"])
                Execute(connection, $"alter table {table} drop column {column}");
        }
    }

    /// <summary>The second version knew a record by its id alone, and had ids in three indexes.</summary>
    public static void ToThird(SqliteConnection connection) =>
        Execute(
            connection,
            $"""
            {SqliteSchema.RecordIndexes}
            drop index measurement_id; drop index measurement_at; drop index measurement_target_at;
            """
        );

    /// <summary>One pair of agent and target after the other, so that memory holds the rows of one.</summary>
    private static void CopyRollups(SqliteConnection connection)
    {
        using var read = connection.CreateCommand();
        read.CommandText = "select target_id, agent_id, body from rollup_1 order by target_id, agent_id, at";
        using var rows = read.ExecuteReader();
        var wider = new Dictionary<RollupKey, Summary>();
        (long Target, long Agent)? pair = null;
        while (rows.Read())
        {
            var at = (Target: rows.GetInt64(0), Agent: rows.GetInt64(1));
            if (pair != at)
                Flush(connection, wider);
            pair = at;
            var rollup = JsonSerializer.Deserialize(rows.GetString(2), AnalysisJson.Lines.RollupRecord)!.ToRollup();
            Put(connection, new RollupKey(RollupWidth.Quarter, at.Target, at.Agent, rollup.At), rollup.Summary);
            foreach (var width in (ReadOnlySpan<RollupWidth>)[RollupWidth.Hour, RollupWidth.Day])
            {
                var key = new RollupKey(width, at.Target, at.Agent, RollupWidths.StartOf(rollup.At, width));
                if (!wider.TryGetValue(key, out var summary))
                    wider.Add(key, summary = new Summary());
                summary.Merge(rollup.Summary);
            }
        }

        Flush(connection, wider);
    }

    private static void Flush(SqliteConnection connection, Dictionary<RollupKey, Summary> wider)
    {
        foreach (var (key, summary) in wider)
            Put(connection, key, summary);
        wider.Clear();
    }

    private static void Put(SqliteConnection connection, RollupKey key, Summary summary)
    {
        using var put = connection.CreateCommand();
        put.CommandText =
            "insert into rollup (width, at, target_id, agent_id, body) values ($width, $at, $target, $agent, $body)";
        put.Parameters.AddWithValue("$width", (int)key.Width);
        put.Parameters.AddWithValue("$at", Microseconds.Of(key.At));
        put.Parameters.AddWithValue("$target", key.Target);
        put.Parameters.AddWithValue("$agent", key.Agent);
        put.Parameters.AddWithValue("$body", RollupCodec.Write(summary));
        put.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
