using System.Collections.Concurrent;
using Npgsql;

namespace Weir.Collector.Storage.Postgres;

/// <summary>The numbers of agents or of targets, which never change: kept in memory once they are known.</summary>
internal sealed class NameNumbers(NpgsqlDataSource source, string table)
{
    /// <summary>Names kept; beyond it all are looked up anew.</summary>
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<string, long> _known = new(StringComparer.Ordinal);

    /// <summary>The numbers of these names; new names get one. Names are made in their order, so that nobody waits in a circle.</summary>
    public async Task<IReadOnlyDictionary<string, long>> OfAsync(
        IEnumerable<string> names,
        CancellationToken cancellation
    )
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (_known.TryGetValue(name, out var number))
                numbers[name] = number;
            else
                unknown.Add(name);
        }

        if (unknown.Count == 0)
            return numbers;
        if (_known.Count + unknown.Count > Most)
            _known.Clear();
        await using var make = source.CreateCommand(
            $"insert into {table} (name) select unnest($1) on conflict (name) do nothing"
        );
        make.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. unknown] });
        await make.ExecuteNonQueryAsync(cancellation);
        await using var find = source.CreateCommand($"select name, {table}_id from {table} where name = any($1)");
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. unknown] });
        await using var rows = await find.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            numbers[rows.GetString(0)] = _known[rows.GetString(0)] = rows.GetInt64(1);
        return numbers;
    }
}
