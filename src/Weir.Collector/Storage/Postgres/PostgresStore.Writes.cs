using Npgsql;
using NpgsqlTypes;
using Weir.Collector.Ingest;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    private const int Attempts = 4;

    /// <inheritdoc/>
    public Task<AddResult> AddAsync(IReadOnlyList<Envelope> batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _commits.AddAsync(batch, cancellation);
    }

    /// <inheritdoc/>
    public Task<long> DropBeforeAsync(DateTimeOffset moment, CancellationToken cancellation) =>
        ReadAsync(async () =>
        {
            var dropped = 0L;
            foreach (var month in await PostgresSchema.MonthsAsync(_source, cancellation))
            {
                var end = new DateTimeOffset(month.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero);
                var table = PostgresSchema.NameOf(month);
                if (end <= moment)
                {
                    await using var count = _source.CreateCommand($"select count(*) from {table}");
                    dropped += (long)(await count.ExecuteScalarAsync(cancellation))!;
                    _months.TryRemove(month, out _);
                    await using var drop = _source.CreateCommand($"drop table {table}");
                    await drop.ExecuteNonQueryAsync(cancellation);
                }
                else if (new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero) < moment)
                {
                    await using var delete = _source.CreateCommand(
                        "delete from measurement where at < $1 and at >= $2"
                    );
                    delete.Parameters.AddWithValue(moment.UtcDateTime);
                    delete.Parameters.AddWithValue(month.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
                    dropped += await delete.ExecuteNonQueryAsync(cancellation);
                }
            }

            return dropped;
        });

    /// <summary>In one transaction, again when another one was in its way.</summary>
    private async Task<IReadOnlyList<AddResult>> CommitAsync(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AddOnceAsync(batches);
                }
                catch (NpgsqlException error) when (attempt < Attempts && PostgresFaults.IsPassing(error))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20 << attempt), _time, CancellationToken.None);
                }
            }
        }
        catch (Exception error) when (PostgresFaults.IsOfServer(error))
        {
            var failed = AddResult.Failed(PostgresFaults.Of(error, _name));
            return [.. batches.Select(_ => failed)];
        }
    }

    // 1. The numbers of agents and targets, and the parts of the months, in transactions of their own: they only grow.
    // 2. Those that their agents may have; then the locks of their targets: nobody else writes to these from here on.
    // 3. Those that are not there yet go into the table by COPY, past all that INSERT would do for each of them.
    // 4. Of the new ones: the counts of their pairs of agent and target, and their rollups.
    private async Task<IReadOnlyList<AddResult>> AddOnceAsync(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        var all = batches.SelectMany(batch => batch).ToList();
        var agents = await _agents.OfAsync(all.Select(envelope => envelope.Agent), CancellationToken.None);
        var targets = await _targets.OfAsync(all.Select(envelope => envelope.Target), CancellationToken.None);
        foreach (var month in all.Select(envelope => MonthOf(envelope.At)).Distinct())
        {
            if (_months.ContainsKey(month))
                continue;
            await PostgresSchema.MakeMonthAsync(_source, month, CancellationToken.None);
            _months[month] = true;
        }

        try
        {
            await using var connection = await _source.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var admitted = await AdmittedAsync(
                connection,
                [.. all.Select((e, place) => new Row(place, e, targets[e.Target], agents[e.Agent]))]
            );
            await ExecuteAsync(
                connection,
                "select pg_advisory_xact_lock(n) from (select unnest($1) as n order by 1) numbers",
                Numbers([.. admitted.Select(row => row.Target).Distinct().Order()])
            );
            var added = await NewAsync(connection, admitted);
            await CopyAsync(connection, added);
            await CountAsync(connection, added);
            await MergeAsync(connection, added);
            await transaction.CommitAsync(CancellationToken.None);
            return Results(batches, admitted, added);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Another collector has dropped the month, which was older than its retention.
            _months.Clear();
            throw new NpgsqlException("a part of the measurements was dropped", new TimeoutException());
        }
    }

    private static List<AddResult> Results(
        IReadOnlyList<IReadOnlyList<Envelope>> batches,
        IReadOnlyList<Row> admitted,
        IReadOnlyList<Row> added
    )
    {
        var (isAdmitted, isAdded) = (
            admitted.Select(row => row.Place).ToHashSet(),
            added.Select(row => row.Place).ToHashSet()
        );
        var results = new List<AddResult>(batches.Count);
        var first = 0;
        foreach (var batch in batches)
        {
            var refused = Enumerable.Range(0, batch.Count).Where(i => !isAdmitted.Contains(first + i)).ToList();
            var accepted = Enumerable.Range(first, batch.Count).Count(isAdded.Contains);
            results.Add(new AddResult(accepted, batch.Count - refused.Count - accepted, refused));
            first += batch.Count;
        }

        return results;
    }

    /// <summary>Those that are not there: of two with one id, the first. To be called with the locks of their targets.</summary>
    private static async Task<IReadOnlyList<Row>> NewAsync(NpgsqlConnection connection, IReadOnlyList<Row> rows)
    {
        var firsts = rows.DistinctBy(row => (row.Target, row.Envelope.Id)).ToList();
        await using var find = new NpgsqlCommand(
            """
            select wanted.place from measurement
            join unnest($1, $2, $3) as wanted (place, target_id, id) using (target_id, id)
            """,
            connection
        );
        find.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. Enumerable.Range(0, firsts.Count)] });
        find.Parameters.Add(Numbers([.. firsts.Select(row => row.Target)]));
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. firsts.Select(row => row.Envelope.Id)] });
        var known = await QueryAsync(find, row => row.GetInt32(0), CancellationToken.None);
        foreach (var place in known.OrderDescending())
            firsts.RemoveAt(place);
        return firsts;
    }

    /// <summary>Those whose agent has them already among its targets, or may have one more.</summary>
    private async Task<IReadOnlyList<Row>> AdmittedAsync(NpgsqlConnection connection, IReadOnlyList<Row> rows)
    {
        var wanted = rows.GroupBy(row => row.Agent)
            .ToDictionary(agent => agent.Key, agent => agent.Select(row => row.Target).ToHashSet());
        await using var command = new NpgsqlCommand(
            "select agent_id, target_id from series where agent_id = any($1)",
            connection
        );
        command.Parameters.Add(Numbers([.. wanted.Keys]));
        var has = (
            await QueryAsync(command, row => (Agent: row.GetInt64(0), Target: row.GetInt64(1)), CancellationToken.None)
        )
            .GroupBy(pair => pair.Agent)
            .ToDictionary(agent => agent.Key, agent => agent.Select(pair => pair.Target).ToHashSet());
        var admitted = new List<Row>(rows.Count);
        foreach (var row in rows)
        {
            if (!has.TryGetValue(row.Agent, out var theirs))
                has.Add(row.Agent, theirs = []);
            if (theirs.Count < _limits.TargetsPerAgent)
                theirs.Add(row.Target);
            if (theirs.Contains(row.Target))
                admitted.Add(row);
        }

        return admitted;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<Row> rows)
    {
        if (rows.Count == 0)
            return;
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy measurement (target_id, id, at, agent_id, kind, outcome, body) from stdin (format binary)"
        );
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(row.Target, NpgsqlDbType.Bigint);
            await copy.WriteAsync(row.Envelope.Id, NpgsqlDbType.Text);
            await copy.WriteAsync(row.Envelope.At.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(row.Agent, NpgsqlDbType.Bigint);
            await copy.WriteAsync(row.Envelope.Kind, NpgsqlDbType.Text);
            await copy.WriteAsync(row.Envelope.Outcome, NpgsqlDbType.Text);
            // As it came: it is UTF-8 already.
            await copy.WriteAsync(row.Envelope.Body, NpgsqlDbType.Text);
        }

        await copy.CompleteAsync();
    }

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

    private static DateOnly MonthOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);

    private static NpgsqlParameter<long[]> Numbers(long[] numbers) => new() { TypedValue = numbers };

    private static NpgsqlParameter<DateTime[]> Moments(DateTimeOffset[] moments) =>
        new()
        {
            TypedValue = [.. moments.Select(at => at.UtcDateTime)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string statement,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A record of a batch with the numbers of its names.</summary>
    private sealed record Row(int Place, Envelope Envelope, long Target, long Agent);
}
