using Npgsql;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredName>> AgentsAsync(CancellationToken cancellation) =>
        NamesAsync("agent", cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredName>> TargetsAsync(CancellationToken cancellation) =>
        NamesAsync("target", cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMeasurement>> MeasurementsAsync(
        MeasurementFilter filter,
        Cursor? after,
        int limit,
        CancellationToken cancellation
    ) =>
        ReadAsync<IReadOnlyList<StoredMeasurement>>(async () =>
        {
            await using var command = _source.CreateCommand();
            var where = Conditions(command, filter);
            if (filter.Kind is { } kind)
                where.Add($"kind = {Parameter(command, kind)}");
            if (after is not null)
            {
                var seen =
                    $"{Parameter(command, after.At.UtcDateTime)}, {Parameter(command, after.Id)}, {Parameter(command, after.Target)}";
                where.Add($"(at, id, target_id) > ({seen})");
            }

            command.CommandText = $"""
                select at, id, target_id, body from measurement {Where(where)}
                order by at, id, target_id limit {Parameter(command, limit)}
                """;
            return await QueryAsync(
                command,
                row => new StoredMeasurement(
                    new DateTimeOffset(row.GetDateTime(0)),
                    row.GetString(1),
                    row.GetInt64(2),
                    row.GetString(3)
                ),
                cancellation
            );
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Rollup>> RollupsAsync(
        MeasurementFilter filter,
        RollupWidth widest,
        CancellationToken cancellation
    ) =>
        ReadAsync<IReadOnlyList<Rollup>>(async () =>
        {
            var rollups = new List<Rollup>();
            await ScanAsync(
                filter,
                widest,
                (path, at, body) =>
                    rollups.Add(new Rollup(path.Agent, path.Target, at, RollupCodec.Read(body)) { Zone = path.Zone }),
                cancellation
            );
            rollups.Sort(RollupOrder.Compare);
            return rollups;
        });

    /// <inheritdoc/>
    public Task<MergedRollups> MergedRollupsAsync(
        MeasurementFilter filter,
        RollupWidth widest,
        CancellationToken cancellation
    ) =>
        ReadAsync(async () =>
        {
            var merged = new MergedRollups();
            await ScanAsync(filter, widest, merged.Add, cancellation);
            return merged;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<(SummaryKey Key, Summary Summary)>> SumsAsync(
        MeasurementFilter filter,
        Grouping grouping,
        TimeZoneInfo? zone,
        CancellationToken cancellation
    ) =>
        ReadAsync(async () =>
        {
            var sums = new RollupSums(grouping, zone);
            await ScanAsync(filter, RollupWidths.For(grouping, zone), sums.Add, cancellation);
            return sums.Sums;
        });

    /// <inheritdoc/>
    public Task<UInt128> FingerprintAsync(MeasurementFilter filter, CancellationToken cancellation) =>
        ReadAsync(async () =>
        {
            var print = new RollupFingerprint();
            await ScanAsync(filter, RollupWidth.Day, print.Add, cancellation);
            return print.Value;
        });

    private async Task ScanAsync(
        MeasurementFilter filter,
        RollupWidth widest,
        RollupTaker take,
        CancellationToken cancellation
    )
    {
        await using var command = _source.CreateCommand();
        // One statement: the spans are of one moment.
        var spans = RollupSpan
            .Cover(filter.From, filter.To, widest)
            .Select(span =>
            {
                var where = Conditions(command, filter with { From = span.From, To = span.To });
                where.Add($"width = {Parameter(command, (int)span.Width)}");
                return $"select target_id, agent_id, at, body from rollup {Where(where)}";
            })
            .ToList();
        if (spans.Count == 0)
            return;
        command.CommandText = $"""
            select agent.name, agent.tz, target.name, at, body from ({string.Join(" union all ", spans)}) rows
            join agent using (agent_id) join target using (target_id)
            """;
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            take(
                new StoredPath(rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.GetString(2)),
                new DateTimeOffset(rows.GetDateTime(3)),
                (byte[])rows[4]
            );
    }

    private Task<IReadOnlyList<StoredName>> NamesAsync(string table, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredName>>(async () =>
        {
            await using var command = _source.CreateCommand(
                $"""
                select name, sum(measurements)::bigint, min(first_at), max(last_at)
                from series join {table} using ({table}_id) group by {table}_id, name
                """
            );
            var names = await QueryAsync(
                command,
                row => new StoredName(
                    row.GetString(0),
                    row.GetInt64(1),
                    new DateTimeOffset(row.GetDateTime(2)),
                    new DateTimeOffset(row.GetDateTime(3))
                ),
                cancellation
            );
            // The order of a database's locale is not ours.
            names.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
            return names;
        });

    private static List<string> Conditions(NpgsqlCommand command, MeasurementFilter filter)
    {
        var where = new List<string>();
        if (filter.From is { } from)
            where.Add($"at >= {Parameter(command, from.UtcDateTime)}");
        if (filter.To is { } to)
            where.Add($"at < {Parameter(command, to.UtcDateTime)}");
        if (filter.Agent is { } agent)
            where.Add($"agent_id = (select agent_id from agent where name = {Parameter(command, agent)})");
        if (filter.Target is { } target)
            where.Add($"target_id = (select target_id from target where name = {Parameter(command, target)})");
        return where;
    }

    private static string Parameter<T>(NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${command.Parameters.Count}";
    }

    private static string Where(List<string> conditions) =>
        conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions);
}
