using Npgsql;
using NpgsqlTypes;
using Weir.Collector.Ingest;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    private const int Attempts = 4;

    /// <summary>Pairs of agent and target kept in memory; beyond it all are looked up anew.</summary>
    private const int MostPairs = 200_000;

    /// <summary>
    /// Each record and each sum is looked up by its key. Without this the planner, which knows little of an array's
    /// content and less of a month that has just begun, now and then reads all of the table instead.
    /// </summary>
    private const string ByKey = """
        set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off;
        set local max_parallel_workers_per_gather = 0
        """;

    /// <summary>Pairs that are stored; they never go. Used by the one that writes.</summary>
    private readonly HashSet<(long Agent, long Target)> _pairs = [];

    /// <summary>What agents told last of their time zones. Used by the one that writes.</summary>
    private readonly Dictionary<long, string> _zones = [];

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
            await ExecuteAsync(connection, ByKey);
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
            var zones = await SetZonesAsync(connection, added);
            await transaction.CommitAsync(CancellationToken.None);
            Remember(added);
            foreach (var (agent, zone) in zones)
                _zones[agent] = zone;
            return Results(batches, admitted, added);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Another collector has dropped the month, which was older than its retention.
            _months.Clear();
            throw new NpgsqlException("a part of the measurements was dropped", new TimeoutException());
        }
    }

    private void Remember(IReadOnlyList<Row> added)
    {
        if (_pairs.Count > MostPairs)
            _pairs.Clear();
        foreach (var row in added)
            _pairs.Add((row.Agent, row.Target));
    }

    /// <summary>Stores what agents tell of their time zones, where it is new; in the order of their numbers.</summary>
    private async Task<IReadOnlyList<KeyValuePair<long, string>>> SetZonesAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Row> added
    )
    {
        var told = new SortedDictionary<long, string>();
        foreach (var row in added)
        {
            if (row.Envelope.Observation.Zone is { } zone)
                told[row.Agent] = zone;
        }

        var news = told.Where(pair => _zones.GetValueOrDefault(pair.Key) != pair.Value).ToList();
        foreach (var (agent, zone) in news)
            await ExecuteAsync(
                connection,
                "update agent set tz = $2 where agent_id = $1 and tz is distinct from $2",
                new NpgsqlParameter<long> { TypedValue = agent },
                new NpgsqlParameter<string> { TypedValue = zone }
            );
        return news;
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
        if (rows.All(row => _pairs.Contains((row.Agent, row.Target))))
            return rows;
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
