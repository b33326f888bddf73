using System.Globalization;
using Microsoft.Data.Sqlite;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>Reads rollups where they lie in the database's pages: a summary of a month may be a sum of 100,000 of them.</summary>
internal static class SqliteRollups
{
    /// <summary>Those of a period, of an agent, of a target; of each quarter of an hour once.</summary>
    /// <exception cref="SqliteException">They cannot be read.</exception>
    public static void Scan(
        SqliteConnection reader,
        MeasurementFilter filter,
        RollupWidth widest,
        RollupTaker take,
        CancellationToken cancellation
    )
    {
        var agents = ByNumber(reader, "select agent_id, name, tz from agent", row => (row.Text(1), row.TextOrNull(2)));
        var targets = ByNumber(reader, "select target_id, name from target", row => row.Text(1));
        foreach (var span in RollupSpan.Cover(filter.From, filter.To, widest))
        {
            using var rows = Rows(reader, filter, span);
            while (rows.Step())
            {
                cancellation.ThrowIfCancellationRequested();
                var (agent, zone) = agents[rows.Number(1)];
                take(
                    new StoredPath(agent, zone, targets[rows.Number(0)]),
                    Microseconds.ToMoment(rows.Number(2)),
                    rows.Blob(3)
                );
            }
        }
    }

    private static SqliteStatement Rows(SqliteConnection reader, MeasurementFilter filter, RollupSpan span)
    {
        var where = new List<string> { $"width = {((int)span.Width).ToString(CultureInfo.InvariantCulture)}" };
        if (span.From is { } from)
            where.Add($"at >= {Microseconds.Of(from).ToString(CultureInfo.InvariantCulture)}");
        if (span.To is { } to)
            where.Add($"at < {Microseconds.Of(to).ToString(CultureInfo.InvariantCulture)}");
        if (filter.Agent is not null)
            where.Add("agent_id = (select agent_id from agent where name = ?1)");
        if (filter.Target is not null)
            where.Add("target_id = (select target_id from target where name = ?2)");
        var rows = new SqliteStatement(
            reader,
            $"select target_id, agent_id, at, body from rollup where {string.Join(" and ", where)}"
        );
        if (filter.Agent is not null)
            rows.Bind(1, filter.Agent);
        if (filter.Target is not null)
            rows.Bind(2, filter.Target);
        return rows;
    }

    private static Dictionary<long, T> ByNumber<T>(SqliteConnection reader, string query, Func<SqliteStatement, T> read)
    {
        using var rows = new SqliteStatement(reader, query);
        var all = new Dictionary<long, T>();
        while (rows.Step())
            all.Add(rows.Number(0), read(rows));
        return all;
    }
}
