using Npgsql;

namespace Weir.Collector.Storage.Postgres;

/// <summary>The numbers of agents or of targets, which never change: kept in memory once they are known. For the one that writes.</summary>
internal sealed class NameNumbers(NpgsqlDataSource source, string table)
{
    /// <summary>Names kept; beyond it all are looked up anew.</summary>
    private const int Most = 200_000;

    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    /// <summary>To be called while nothing is being added.</summary>
    public void Trim()
    {
        if (_known.Count > Most)
            _known.Clear();
    }

    public bool TryGet(string name, out long number) => _known.TryGetValue(name, out number);

    /// <summary>Looks these up.</summary>
    public async Task FindAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        var unknown = Unknown(names);
        if (unknown.Length == 0)
            return;
        await using var find = source.CreateCommand($"select name, {table}_id from {table} where name = any($1)");
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = unknown });
        await using var rows = await find.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            _known[rows.GetString(0)] = rows.GetInt64(1);
    }

    /// <summary>As <see cref="FindAsync"/>; new names get a number, in their order, so that nobody waits in a circle.</summary>
    public async Task MakeAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        var unknown = Unknown(names);
        if (unknown.Length == 0)
            return;
        await using var make = source.CreateCommand(
            $"insert into {table} (name) select unnest($1) on conflict (name) do nothing"
        );
        make.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = unknown });
        await make.ExecuteNonQueryAsync(cancellation);
        await FindAsync(unknown, cancellation);
    }

    private string[] Unknown(IEnumerable<string> names) =>
        [.. names.Where(name => !_known.ContainsKey(name)).Distinct().Order(StringComparer.Ordinal)];
}
