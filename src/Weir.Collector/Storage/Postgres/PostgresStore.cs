using System.Collections.Concurrent;
using Npgsql;

namespace Weir.Collector.Storage.Postgres;

/// <summary>A store in a database of a PostgreSQL server, which several collectors may share.</summary>
/// <remarks>
/// Whoever writes to a target holds its lock until the end of the transaction; locks are taken in the order of their
/// numbers. So two collectors never merge the same rollup at once, and never wait for each other in a circle.
/// </remarks>
public sealed partial class PostgresStore : ICollectorStore
{
    /// <summary>Of this process at once: one writes, the others read; a server forks a process for each.</summary>
    private const int Connections = 16;

    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly StoreLimits _limits;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<DateOnly, bool> _months = new();
    private readonly NameNumbers _agents;
    private readonly NameNumbers _targets;
    private readonly GroupCommit _commits;

    private PostgresStore(NpgsqlDataSource source, string name, StoreLimits limits, TimeProvider time)
    {
        (_source, _name, _limits, _time) = (source, name, limits, time);
        _agents = new NameNumbers(source, "agent");
        _targets = new NameNumbers(source, "target");
        _commits = new GroupCommit(CommitAsync);
        _commits.Start();
    }

    /// <summary>Connects, and makes the tables in a database that has none, if they may be made.</summary>
    public static async Task<(ICollectorStore? Store, StoreFault? Fault)> OpenAsync(
        StoreAddress.Postgres address,
        bool mayMake,
        StoreLimits limits,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        var source = NpgsqlDataSource.Create(ConnectionString(address));
        var name = address.ToString();
        try
        {
            var fault = await PostgresSchema.PrepareAsync(source, name, mayMake, cancellation);
            if (fault is null)
                return (new PostgresStore(source, name, limits, time), null);
            await source.DisposeAsync();
            return (null, fault);
        }
        catch (Exception error) when (PostgresFaults.IsOfServer(error))
        {
            await source.DisposeAsync();
            return (null, PostgresFaults.Of(error, name));
        }
    }

    /// <inheritdoc/>
    public async Task<StoreFault?> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = _source.CreateCommand("select 1 from weir_store");
            await command.ExecuteScalarAsync(cancellation);
            return null;
        }
        catch (Exception error) when (PostgresFaults.IsOfServer(error))
        {
            return PostgresFaults.Of(error, _name);
        }
    }

    /// <summary>What was taken is stored first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static string ConnectionString(StoreAddress.Postgres address)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = address.Url.Host.Trim('[', ']'),
            Port = address.Url.Port > 0 ? address.Url.Port : 5432,
            Database = address.Database,
            MaxPoolSize = Connections,
            Timeout = 10,
            CommandTimeout = 60,
            ApplicationName = "weir",
            NoResetOnClose = true,
            IncludeErrorDetail = false,
        };
        if (address.User is { } user)
            text.Username = user;
        if (address.Password is { } password)
            text.Password = password;
        return text.ToString();
    }

    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception error) when (PostgresFaults.IsOfServer(error))
        {
            throw new StoreException(PostgresFaults.Of(error, _name), error);
        }
    }

    private static async Task<List<T>> QueryAsync<T>(
        NpgsqlCommand command,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation
    )
    {
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellation))
            all.Add(read(rows));
        return all;
    }
}
