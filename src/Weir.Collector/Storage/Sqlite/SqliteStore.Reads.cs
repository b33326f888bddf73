using Microsoft.Data.Sqlite;
using Weir.Analysis.Summaries;

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
    public Task<IReadOnlyList<Rollup>> RollupsAsync(MeasurementFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        using var reader = OpenReader();
        using var command = Command(reader, "");
        var where = Conditions(command, filter, "rollup");
        command.CommandText = $"""
            select rollup.body from rollup join agent using (agent_id) join target using (target_id)
            {Where(where)} order by agent.name, target.name, rollup.at
            """;
        return Task.FromResult<IReadOnlyList<Rollup>>(
            Query(command, row => ReadRollup(row.GetString(0)), cancellation)
        );
    }

    private Task<IReadOnlyList<StoredName>> Names(string table, CancellationToken cancellation)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader,
            $"select name, measurements, first_at, last_at from {table} where measurements > 0 order by name"
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
