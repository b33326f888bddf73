using Microsoft.Data.Sqlite;
using Weir.Analysis.Summaries;
using Weir.Collector.Ingest;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>Adds records on one connection: its statements are prepared once. One thread at a time, within a transaction.</summary>
internal sealed class SqliteWriter(SqliteConnection connection, StoreLimits limits, TimeProvider time) : IDisposable
{
    /// <summary>Names and pairs kept in memory; beyond it all are looked up anew.</summary>
    private const int MostKept = 200_000;

    /// <summary>Rollups kept in memory, of some 2 KB each.</summary>
    private const int MostRollups = 4000;

    private readonly Dictionary<string, long> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _targets = new(StringComparer.Ordinal);
    private readonly HashSet<(long Agent, long Target)> _series = [];

    /// <summary>The rollups as they are stored, of late: most records of an hour belong to the same few.</summary>
    private readonly Dictionary<RollupKey, Summary> _rollups = [];

    /// <summary>What <c>pragma data_version</c> said: it changes when another connection has committed.</summary>
    private long _version;

    private readonly SqliteStatement _insert = new(
        connection,
        """
        insert into measurement (id, at, target_id, agent_id, kind, outcome, received_at, body)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (target_id, at, id) do nothing
        """
    );

    private readonly SqliteCommand _findRollup = Prepare(
        connection,
        "select body from rollup where width = $width and at = $at and target_id = $target and agent_id = $agent",
        "$width",
        "$at",
        "$target",
        "$agent"
    );

    private readonly SqliteCommand _putRollup = Prepare(
        connection,
        """
        insert into rollup (width, at, target_id, agent_id, body) values ($width, $at, $target, $agent, $body)
        on conflict (width, at, target_id, agent_id) do update set body = excluded.body
        """,
        "$width",
        "$at",
        "$target",
        "$agent",
        "$body"
    );

    private readonly SqliteCommand _count = Prepare(
        connection,
        """
        insert into series (agent_id, target_id, measurements, first_at, last_at)
        values ($agent, $target, $count, $first, $last)
        on conflict (agent_id, target_id) do update set measurements = measurements + excluded.measurements,
          first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)
        """,
        "$agent",
        "$target",
        "$count",
        "$first",
        "$last"
    );

    // 1. The numbers of agents and targets, new ones where a name is new; a pair beyond an agent's bound is refused.
    // 2. The records; one whose id is there already changes nothing and is a duplicate, also within a batch.
    // 3. Of the new ones: the counts of their pairs of agent and target.
    // 4. Of the new ones: their rollups, each read, merged and written once per transaction.
    public IReadOnlyList<AddResult> Add(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        if (_agents.Count + _targets.Count + _series.Count > MostKept)
            Forget();
        if (_rollups.Count > MostRollups || Number("pragma data_version") is var version && version != _version)
        {
            _rollups.Clear();
            _version = Number("pragma data_version");
        }

        var received = Microseconds.Of(time.GetUtcNow());
        var rollups = new RollupBatch();
        var counts = new Dictionary<(long Agent, long Target), (int Count, long First, long Last)>();
        var results = new List<AddResult>(batches.Count);
        foreach (var batch in batches)
        {
            var accepted = 0;
            var refused = new List<int>();
            for (var i = 0; i < batch.Count; i++)
            {
                var envelope = batch[i];
                var agent = NumberOf("agent", _agents, envelope.Agent);
                if (FindTarget(agent, envelope.Target, counts) is not { } target)
                {
                    refused.Add(i);
                    continue;
                }

                var at = Microseconds.Of(envelope.At);
                if (!Insert(envelope, at, target, agent, received))
                    continue;
                accepted++;
                var seen = counts.GetValueOrDefault((agent, target), (0, at, at));
                counts[(agent, target)] = (seen.Item1 + 1, Math.Min(seen.Item2, at), Math.Max(seen.Item3, at));
                rollups.Add(envelope.Observation, target, agent);
            }

            results.Add(new AddResult(accepted, batch.Count - accepted - refused.Count, refused));
        }

        foreach (var ((agent, target), (count, first, last)) in counts)
        {
            Run(_count, agent, target, count, first, last);
            _series.Add((agent, target));
        }

        foreach (var (key, summary) in rollups.Rows())
            Merge(key, summary);
        return results;
    }

    /// <summary>To be called when a transaction was undone, and with it the names that were new.</summary>
    public void Forget()
    {
        _agents.Clear();
        _targets.Clear();
        _series.Clear();
        _rollups.Clear();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _findRollup.Dispose();
        _putRollup.Dispose();
        _count.Dispose();
    }

    private bool Insert(Envelope envelope, long at, long target, long agent, long received)
    {
        _insert.Bind(1, envelope.Id);
        _insert.Bind(2, at);
        _insert.Bind(3, target);
        _insert.Bind(4, agent);
        _insert.Bind(5, envelope.Kind);
        _insert.Bind(6, envelope.Outcome);
        _insert.Bind(7, received);
        _insert.Bind(8, envelope.Body.Span);
        return _insert.Run() > 0;
    }

    /// <summary>Null when the agent has as many targets as it may have, and this would be one more.</summary>
    private long? FindTarget(
        long agent,
        string name,
        Dictionary<(long Agent, long Target), (int Count, long First, long Last)> counts
    )
    {
        if (_targets.TryGetValue(name, out var target) || Find("target", name) is { } found && (target = found) > 0)
        {
            _targets[name] = target;
            if (_series.Contains((agent, target)) || counts.ContainsKey((agent, target)))
                return target;
            if (Number($"select count(*) from series where agent_id = {agent} and target_id = {target}") > 0)
            {
                _series.Add((agent, target));
                return target;
            }
        }

        var targets =
            Number($"select count(*) from series where agent_id = {agent}")
            + counts.Keys.Count(pair => pair.Agent == agent && !_series.Contains(pair));
        return targets < limits.TargetsPerAgent ? NumberOf("target", _targets, name) : null;
    }

    private long NumberOf(string table, Dictionary<string, long> known, string name)
    {
        if (known.TryGetValue(name, out var number))
            return number;
        number = Find(table, name) ?? Make(table, name);
        known[name] = number;
        return number;
    }

    private long? Find(string table, string name)
    {
        using var find = connection.CreateCommand();
        find.CommandText = $"select {table}_id from {table} where name = $name";
        find.Parameters.AddWithValue("$name", name);
        return (long?)find.ExecuteScalar();
    }

    private long Make(string table, string name)
    {
        using var make = connection.CreateCommand();
        make.CommandText = $"insert into {table} (name) values ($name) returning {table}_id";
        make.Parameters.AddWithValue("$name", name);
        return (long)make.ExecuteScalar()!;
    }

    private long Number(string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    private void Merge(RollupKey key, Summary summary)
    {
        var at = Microseconds.Of(key.At);
        if (_rollups.TryGetValue(key, out var kept))
        {
            kept.Merge(summary);
            summary = kept;
        }
        else
        {
            Set(_findRollup, (int)key.Width, at, key.Target, key.Agent);
            if (_findRollup.ExecuteScalar() is byte[] before)
                summary.Merge(RollupCodec.Read(before));
            _rollups.Add(key, summary);
        }

        Run(_putRollup, (int)key.Width, at, key.Target, key.Agent, RollupCodec.Write(summary));
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string statement, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Set(command, values);
        return command.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
