using Microsoft.Data.Sqlite;
using SQLitePCL;
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
        var where = Conditions(command, filter);
        if (filter.Kind is not null)
            where.Add(Condition(command, "measurement.kind = $kind", "$kind", filter.Kind));
        if (after is not null)
        {
            where.Add("(measurement.at, measurement.id, measurement.target_id) > ($after, $id, $number)");
            command.Parameters.AddWithValue("$after", Microseconds.Of(after.At));
            command.Parameters.AddWithValue("$id", after.Id);
            command.Parameters.AddWithValue("$number", after.Target);
        }

        command.CommandText = $"""
            select measurement.at, measurement.id, measurement.target_id, measurement.body from measurement
            {Where(where)} order by measurement.at, measurement.id, measurement.target_id limit $limit
            """;
        return Task.FromResult<IReadOnlyList<StoredMeasurement>>(
            Query(
                command,
                row => new StoredMeasurement(
                    Microseconds.ToMoment(row.GetInt64(0)),
                    row.GetString(1),
                    row.GetInt64(2),
                    row.GetString(3)
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
            (path, at, body) =>
                rollups.Add(new Rollup(path.Agent, path.Target, at, RollupCodec.Read(body)) { Zone = path.Zone }),
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
        Scan(filter, widest, merged.Add, cancellation);
        return Task.FromResult(merged);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(SummaryKey Key, Summary Summary)>> SumsAsync(
        MeasurementFilter filter,
        Grouping grouping,
        TimeZoneInfo? zone,
        CancellationToken cancellation
    )
    {
        var sums = new RollupSums(grouping, zone);
        Scan(filter, RollupWidths.For(grouping, zone), sums.Add, cancellation);
        return Task.FromResult(sums.Sums);
    }

    /// <inheritdoc/>
    public Task<UInt128> FingerprintAsync(MeasurementFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var print = new RollupFingerprint();
        Scan(filter, RollupWidth.Day, print.Add, cancellation);
        return Task.FromResult(print.Value);
    }

    private void Scan(MeasurementFilter filter, RollupWidth widest, RollupTaker take, CancellationToken cancellation)
    {
        using var reader = OpenReader();
        // One transaction: the spans are of one moment.
        Execute(reader, "begin");
        try
        {
            SqliteRollups.Scan(reader, filter, widest, take, cancellation);
        }
        catch (SqliteException error)
        {
            throw new StoreException(SqliteFaults.Of(error, _file), error);
        }
        finally
        {
            // A reader who gave up too: the connection goes back to the pool, where a transaction would stay open. After some
            // faults SQLite has ended it by itself.
            if (raw.sqlite3_get_autocommit(reader.Handle) == 0)
                Execute(reader, "rollback");
        }
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

    private static List<string> Conditions(SqliteCommand command, MeasurementFilter filter)
    {
        var where = new List<string>();
        if (filter.From is { } from)
            where.Add(Condition(command, "measurement.at >= $from", "$from", Microseconds.Of(from)));
        if (filter.To is { } to)
            where.Add(Condition(command, "measurement.at < $to", "$to", Microseconds.Of(to)));
        if (filter.Agent is { } agent)
            where.Add(
                Condition(
                    command,
                    "measurement.agent_id = (select agent_id from agent where name = $agent)",
                    "$agent",
                    agent
                )
            );
        if (filter.Target is { } target)
            where.Add(
                Condition(
                    command,
                    "measurement.target_id = (select target_id from target where name = $target)",
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
