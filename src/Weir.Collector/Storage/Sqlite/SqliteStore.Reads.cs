using Microsoft.Data.Sqlite;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredName>> AgentsAsync(CancellationToken cancellation) => Names("agent", cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredName>> TargetsAsync(CancellationToken cancellation) =>
        Names("target", cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMeasurement>> MeasurementsAsync(
        MeasurementFilter filter,
        Cursor? after,
        int limit,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        using var reader = OpenReader();
        using var command = Command(reader, "", ("$limit", limit));
        var where = Conditions(command, filter, "measurement");
        if (filter.Kind is not null)
            where.Add(Condition(command, "measurement.kind = $kind", "$kind", filter.Kind));
        if (after is not null)
        {
            where.Add(Condition(command, "(measurement.at, measurement.id) > ($after, $id)", "$id", after.Id));
            command.Parameters.AddWithValue("$after", Microseconds.Of(after.At));
        }

        command.CommandText = $"""
            select measurement.at, measurement.id, measurement.body from measurement
            {Where(where)} order by measurement.at, measurement.id limit $limit
            """;
        return Task.FromResult<IReadOnlyList<StoredMeasurement>>(
            Query(
                command,
                row => new StoredMeasurement(
                    Microseconds.ToMoment(row.GetInt64(0)),
                    row.GetString(1),
                    row.GetString(2)
                ),
                cancellation
            )
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Rollup>> RollupsAsync(
        MeasurementFilter filter,
        RollupWidth widest,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var rollups = new List<Rollup>();
        Scan(
            filter,
            widest,
            (agent, target, at, body) => rollups.Add(new Rollup(agent, target, at, RollupCodec.Read(body))),
            cancellation
        );
        rollups.Sort(RollupOrder.Compare);
        return Task.FromResult<IReadOnlyList<Rollup>>(rollups);
    }

    /// <inheritdoc/>
    public Task<MergedRollups> MergedRollupsAsync(
        MeasurementFilter filter,
        RollupWidth widest,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var merged = new MergedRollups();
        Scan(filter, widest, (agent, target, at, body) => merged.Add(agent, target, at, body), cancellation);
        return Task.FromResult(merged);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(SummaryKey Key, Summary Summary)>> SumsAsync(
        MeasurementFilter filter,
        Grouping grouping,
        TimeZoneInfo zone,
        CancellationToken cancellation
    )
    {
        var sums = new RollupSums(grouping, zone);
        Scan(
            filter,
            RollupWidths.For(grouping, zone),
            (agent, target, at, body) => sums.Add(agent, target, at, body),
            cancellation
        );
        return Task.FromResult(sums.Sums);
    }

    /// <inheritdoc/>
    public Task<UInt128> FingerprintAsync(MeasurementFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var print = new RollupFingerprint();
        Scan(filter, RollupWidth.Day, (agent, target, at, body) => print.Add(agent, target, at, body), cancellation);
        return Task.FromResult(print.Value);
    }

    private void Scan(
        MeasurementFilter filter,
        RollupWidth widest,
        Action<string, string, DateTimeOffset, byte[]> take,
        CancellationToken cancellation
    )
    {
        using var reader = OpenReader();
        // One transaction: the spans are of one moment.
        Execute(reader, "begin");
        try
        {
            ScanWithin(reader, filter, widest, take, cancellation);
        }
        finally
        {
            // A reader who gave up too: the connection goes back to the pool, where a transaction would stay open.
            Execute(reader, "rollback");
        }
    }

    private void ScanWithin(
        SqliteConnection reader,
        MeasurementFilter filter,
        RollupWidth widest,
        Action<string, string, DateTimeOffset, byte[]> take,
        CancellationToken cancellation
    )
    {
        var agents = NamesByNumber(reader, "agent", cancellation);
        var targets = NamesByNumber(reader, "target", cancellation);
        foreach (var span in RollupSpan.Cover(filter.From, filter.To, widest))
        {
            using var command = Command(reader, "", ("$width", (int)span.Width));
            var where = Conditions(command, filter with { From = span.From, To = span.To }, "rollup");
            where.Add("rollup.width = $width");
            command.CommandText = $"select target_id, agent_id, at, body from rollup {Where(where)}";
            Query(
                command,
                row =>
                {
                    take(
                        agents[row.GetInt64(1)],
                        targets[row.GetInt64(0)],
                        Microseconds.ToMoment(row.GetInt64(2)),
                        (byte[])row[3]
                    );
                    return true;
                },
                cancellation
            );
        }
    }

    private Dictionary<long, string> NamesByNumber(
        SqliteConnection reader,
        string table,
        CancellationToken cancellation
    )
    {
        using var command = Command(reader, $"select {table}_id, name from {table}");
        return Query(command, row => (row.GetInt64(0), row.GetString(1)), cancellation).ToDictionary();
    }

    private Task<IReadOnlyList<StoredName>> Names(string table, CancellationToken cancellation)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader,
            $"""
            select name, sum(measurements), min(first_at), max(last_at) from series join {table} using ({table}_id)
            group by {table}_id order by name
            """
        );
        return Task.FromResult<IReadOnlyList<StoredName>>(
            Query(
                command,
                row => new StoredName(
                    row.GetString(0),
                    row.GetInt64(1),
                    Microseconds.ToMoment(row.GetInt64(2)),
                    Microseconds.ToMoment(row.GetInt64(3))
                ),
                cancellation
            )
        );
    }

    private static List<string> Conditions(SqliteCommand command, MeasurementFilter filter, string table)
    {
        var where = new List<string>();
        if (filter.From is { } from)
            where.Add(Condition(command, $"{table}.at >= $from", "$from", Microseconds.Of(from)));
        if (filter.To is { } to)
            where.Add(Condition(command, $"{table}.at < $to", "$to", Microseconds.Of(to)));
        if (filter.Agent is { } agent)
            where.Add(
                Condition(
                    command,
                    $"{table}.agent_id = (select agent_id from agent where name = $agent)",
                    "$agent",
                    agent
                )
            );
        if (filter.Target is { } target)
            where.Add(
                Condition(
                    command,
                    $"{table}.target_id = (select target_id from target where name = $target)",
                    "$target",
                    target
                )
            );
        return where;
    }

    private static string Condition(SqliteCommand command, string condition, string name, object value)
    {
        command.Parameters.AddWithValue(name, value);
        return condition;
    }

    private static string Where(List<string> conditions) =>
        conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions);
}
