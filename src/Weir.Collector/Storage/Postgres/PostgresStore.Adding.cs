using Npgsql;
using NpgsqlTypes;
using Weir.Collector.Ingest;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    /// <summary>
    /// Each sum is looked up by its key. Without this the planner, which knows little of an array's content and less of a
    /// table that has just begun, now and then reads all of the table instead.
    /// </summary>
    private const string ByKey = """
        select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
          set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
        """;

    /// <summary>Transactions that look for known records after one came: who lost an answer sends much of it again.</summary>
    private const int Suspicion = 50;

    /// <summary>Bytes of rows that are sent at once.</summary>
    private const int Chunk = 256 * 1024;

    private readonly CopyBuffer _copy = new();

    /// <summary>Transactions that still look first. Used by the one that writes.</summary>
    private int _suspicious;

    /// <summary>Transactions for which is remembered what agents told: they may tell another collector something else.</summary>
    private const int ZonesKept = 500;

    /// <summary>What agents told last of their time zones. Used by the one that writes.</summary>
    private readonly Dictionary<long, string> _zones = [];

    private int _zonesAge;

    // 1. The numbers of agents and targets, and the parts of the months, in transactions of their own: they only grow.
    // 2. The locks of the targets: nobody else writes to these from here on. In the same round trip, their rollups.
    // 3. The records go into the table by COPY, past all that INSERT would do for each of them. Most are new, and the key of
    //    the table refuses one that is not: then all is done again, and for a while those that are there are found first.
    // 4. The counts of the pairs of agent and target, and their rollups.
    private async Task<IReadOnlyList<AddResult>> AddOnceAsync(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        var (rows, refused) = await AdmitAsync(batches);
        if (rows.Count == 0)
            return Results(batches, refused, rows);
        await MakeMonthsAsync(rows);
        var isSuspicious = _suspicious > 0;
        try
        {
            await using var connection = await _source.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var sums = SumsOf(rows);
            var before = await LockAsync(connection, rows, sums);
            var added = isSuspicious ? await NewAsync(connection, rows) : rows;
            if (added.Count < rows.Count)
                sums = SumsOf(added);
            else if (isSuspicious)
                _suspicious--;
            if (added.Count > 0)
            {
                await CopyAsync(connection, added);
                await PutAsync(connection, sums, before);
            }

            var zones = await SetZonesAsync(connection, added);
            await transaction.CommitAsync(CancellationToken.None);
            foreach (var pair in sums.Series)
                _pairs.Add((pair.Agent, pair.Target));
            foreach (var (agent, zone) in zones)
                _zones[agent] = zone;
            return Results(batches, refused, added);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Another collector has dropped the month, which was older than its retention.
            _months.Clear();
            throw new NpgsqlException("a part of the measurements was dropped", new TimeoutException());
        }
    }

    private async Task MakeMonthsAsync(List<Row> rows)
    {
        var last = default(DateOnly);
        foreach (var row in rows)
        {
            var month = MonthOf(row.Envelope.At);
            if (month == last)
                continue;
            last = month;
            if (_months.ContainsKey(month))
                continue;
            await PostgresSchema.MakeMonthAsync(_source, month, CancellationToken.None);
            _months[month] = true;
        }
    }

    private static AddedSums SumsOf(List<Row> rows) => new(rows.Select(row => (row.Envelope, row.Target, row.Agent)));

    private static List<AddResult> Results(
        IReadOnlyList<IReadOnlyList<Envelope>> batches,
        List<int>[] refused,
        List<Row> added
    )
    {
        var accepted = new int[batches.Count];
        foreach (var row in added)
            accepted[row.Batch]++;
        return
        [
            .. batches.Select(
                (batch, i) => new AddResult(accepted[i], batch.Count - accepted[i] - refused[i].Count, refused[i])
            ),
        ];
    }

    /// <summary>Those that are not there: of two that are the same, the first. To be called with the locks of their targets.</summary>
    private static async Task<List<Row>> NewAsync(NpgsqlConnection connection, List<Row> rows)
    {
        var firsts = rows.DistinctBy(row => (row.Target, Microseconds.Of(row.Envelope.At), row.Envelope.Id)).ToList();
        await using var find = new NpgsqlCommand(
            """
            select wanted.place from measurement
            join unnest($1, $2, $3, $4) as wanted (place, target_id, at, id) using (target_id, at, id)
            """,
            connection
        );
        find.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. Enumerable.Range(0, firsts.Count)] });
        find.Parameters.Add(Numbers([.. firsts.Select(row => row.Target)]));
        find.Parameters.Add(Moments([.. firsts.Select(row => row.Envelope.At)]));
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. firsts.Select(row => row.Envelope.Id)] });
        var known = await QueryAsync(find, row => row.GetInt32(0), CancellationToken.None);
        foreach (var place in known.OrderDescending())
            firsts.RemoveAt(place);
        return firsts;
    }

    private async Task CopyAsync(NpgsqlConnection connection, List<Row> rows)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(
            "copy measurement (target_id, id, at, agent_id, kind, outcome, body) from stdin (format binary)"
        );
        _copy.Clear();
        _copy.Begin();
        foreach (var row in rows)
        {
            _copy.StartRow(7);
            _copy.Add(row.Target);
            _copy.Add(row.Envelope.Id);
            _copy.Add(row.Envelope.At);
            _copy.Add(row.Agent);
            _copy.Add(row.Envelope.Kind);
            _copy.Add(row.Envelope.Outcome);
            _copy.Add(row.Envelope.Body.Span); // as it came: it is UTF-8 already
            if (_copy.Written.Length < Chunk)
                continue;
            await stream.WriteAsync(_copy.Written);
            _copy.Clear();
        }

        _copy.End();
        await stream.WriteAsync(_copy.Written);
    }

    /// <summary>Stores what agents tell of their time zones, where it is new; in the order of their numbers.</summary>
    private async Task<IReadOnlyList<KeyValuePair<long, string>>> SetZonesAsync(
        NpgsqlConnection connection,
        List<Row> added
    )
    {
        if (++_zonesAge % ZonesKept == 0)
            _zones.Clear();
        var told = new SortedDictionary<long, string>();
        foreach (var row in added)
        {
            if (row.Envelope.Observation.Zone is { } zone && _zones.GetValueOrDefault(row.Agent) != zone)
                told[row.Agent] = zone;
        }

        foreach (var (agent, zone) in told)
        {
            await using var set = new NpgsqlCommand(
                "update agent set tz = $2 where agent_id = $1 and tz is distinct from $2",
                connection
            );
            set.Parameters.Add(new NpgsqlParameter<long> { TypedValue = agent });
            set.Parameters.Add(new NpgsqlParameter<string> { TypedValue = zone });
            await set.ExecuteNonQueryAsync();
        }

        return [.. told];
    }

    private static DateOnly MonthOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);

    private static NpgsqlParameter<long[]> Numbers(long[] numbers) => new() { TypedValue = numbers };

    private static NpgsqlParameter<DateTime[]> Moments(DateTimeOffset[] moments) =>
        new()
        {
            TypedValue = [.. moments.Select(at => at.UtcDateTime)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };
}
