using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Weir.Analysis.Json;
using Weir.Analysis.Summaries;
using Weir.Collector.Ingest;

namespace Weir.Collector.Storage.Sqlite;

public sealed partial class SqliteStore
{
    private const string InsertMeasurement = """
        insert into measurement (id, at, target_id, agent_id, kind, outcome, received_at, body)
        values ($id, $at, $target, $agent, $kind, $outcome, $received, $body)
        on conflict (id) do nothing
        """;

    private const string FindRollup = """
        select body from rollup where target_id = $target and agent_id = $agent and at = $at
        """;

    private const string PutRollup = """
        insert into rollup (target_id, agent_id, at, body) values ($target, $agent, $at, $body)
        on conflict (target_id, agent_id, at) do update set body = excluded.body
        """;

    /// <inheritdoc/>
    public async Task<AddResult> AddAsync(IReadOnlyList<Envelope> batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _writing.WaitAsync(cancellation);
        try
        {
            // Not cancelled any more: it takes milliseconds, and half of a batch is nothing.
            return InTransaction(() => Add(batch));
        }
        catch (SqliteException error)
        {
            return new AddResult(0, 0, SqliteFaults.Of(error, _file));
        }
        finally
        {
            _writing.Release();
        }
    }

    // 1. The numbers of agents and targets, new ones where a name is new.
    // 2. The records; one whose id is there already changes nothing and is a duplicate, also within a batch.
    // 3. Of the new ones: the counts of their agents and targets.
    // 4. Of the new ones: their rollups, each read, merged and written once per batch.
    private AddResult Add(IReadOnlyList<Envelope> batch)
    {
        var agents = Numbers("agent", batch.Select(envelope => envelope.Agent));
        var targets = Numbers("target", batch.Select(envelope => envelope.Target));
        var received = Microseconds.Of(_time.GetUtcNow());
        var added = new List<Envelope>(batch.Count);
        using var insert = Command(_writer, InsertMeasurement);
        foreach (var envelope in batch)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$id", envelope.Id);
            insert.Parameters.AddWithValue("$at", Microseconds.Of(envelope.At));
            insert.Parameters.AddWithValue("$target", targets[envelope.Target]);
            insert.Parameters.AddWithValue("$agent", agents[envelope.Agent]);
            insert.Parameters.AddWithValue("$kind", envelope.Kind);
            insert.Parameters.AddWithValue("$outcome", envelope.Outcome);
            insert.Parameters.AddWithValue("$received", received);
            insert.Parameters.AddWithValue("$body", Encoding.UTF8.GetString(envelope.Body.Span));
            if (insert.ExecuteNonQuery() > 0)
                added.Add(envelope);
        }

        foreach (var group in added.GroupBy(envelope => envelope.Agent))
            Count("agent", agents[group.Key], [.. group]);
        foreach (var group in added.GroupBy(envelope => envelope.Target))
            Count("target", targets[group.Key], [.. group]);
        foreach (var rollup in Rollup.Of(added.Select(envelope => envelope.Observation)))
            Merge(rollup, targets[rollup.Target], agents[rollup.Agent]);
        return new AddResult(added.Count, batch.Count - added.Count);
    }

    private Dictionary<string, long> Numbers(string table, IEnumerable<string> names)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            Execute(_writer, $"insert into {table} (name) values ($name) on conflict do nothing", ("$name", name));
            using var find = Command(_writer, $"select {table}_id from {table} where name = $name", ("$name", name));
            numbers[name] = (long)find.ExecuteScalar()!;
        }

        return numbers;
    }

    private void Count(string table, long number, IReadOnlyList<Envelope> added) =>
        Execute(
            _writer,
            $"""
            update {table} set measurements = measurements + $count,
              first_at = min(coalesce(first_at, $first), $first), last_at = max(coalesce(last_at, $last), $last)
            where {table}_id = $number
            """,
            ("$number", number),
            ("$count", added.Count),
            ("$first", Microseconds.Of(added.Min(envelope => envelope.At))),
            ("$last", Microseconds.Of(added.Max(envelope => envelope.At)))
        );

    private void Merge(Rollup rollup, long target, long agent)
    {
        (string, object?)[] key = [("$target", target), ("$agent", agent), ("$at", Microseconds.Of(rollup.At))];
        using var find = Command(_writer, FindRollup, key);
        if (find.ExecuteScalar() is string before)
            rollup.Summary.Merge(ReadRollup(before).Summary);
        var body = JsonSerializer.Serialize(RollupRecord.Of(rollup), AnalysisJson.Lines.RollupRecord);
        Execute(_writer, PutRollup, [.. key, ("$body", body)]);
    }

    private static Rollup ReadRollup(string body) =>
        JsonSerializer.Deserialize(body, AnalysisJson.Lines.RollupRecord)!.ToRollup();

    /// <summary>To be called with <see cref="_writing"/> taken.</summary>
    private T InTransaction<T>(Func<T> work)
    {
        Execute(_writer, "begin immediate");
        try
        {
            var result = work();
            Execute(_writer, "commit");
            return result;
        }
        catch
        {
            // SQLite may have rolled back by itself, as it does when the disk is full.
            if (raw.sqlite3_get_autocommit(_writer.Handle) == 0)
                Execute(_writer, "rollback");
            throw;
        }
    }
}
