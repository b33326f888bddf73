using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>A store in one SQLite file, with a write-ahead log.</summary>
/// <remarks>
/// One connection writes, one batch at a time; readers have connections of their own and see the last commit. Other
/// processes may use the file at the same time: <c>weir collect token</c> and <c>weir report</c> do.
/// </remarks>
public sealed partial class SqliteStore : ICollectorStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int CacheKiB = 8 * 1024;

    /// <summary>Of 4 KiB: what a start has to read at most when the last process was killed.</summary>
    private const int LogPages = 8192;

    private readonly string _file;
    private readonly string _readers;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _writing = new(1, 1); // guards _writer
    private readonly TimeProvider _time;
    private readonly SqliteWriter _adder;
    private readonly GroupCommit _commits;

    private SqliteStore(string file, SqliteConnection writer, StoreLimits limits, TimeProvider time)
    {
        (_file, _writer, _time) = (file, writer, time);
        _readers = ConnectionString(file, isPooled: true);
        _adder = new SqliteWriter(writer, limits, time);
        _commits = new GroupCommit(Commit);
        _commits.Start();
    }

    /// <summary>Opens the file, and makes it with mode 0600 when it is missing and may be made.</summary>
    public static SqliteStore? Open(
        StoreAddress.Sqlite address,
        bool mayMake,
        StoreLimits limits,
        TimeProvider time,
        [NotNullWhen(false)] out StoreFault? fault
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        SqliteNative.EnsureLoaded();
        var file = Path.GetFullPath(address.File);
        fault = FaultOfPlace(file, mayMake);
        if (fault is not null)
            return null;
        SqliteConnection? writer = null;
        try
        {
            if (!File.Exists(file))
                MakePrivate(file, FileMode.OpenOrCreate);
            writer = new SqliteConnection(ConnectionString(file, isPooled: false));
            writer.Open();
            // FULL: what is acknowledged survives the loss of power, not only of the process. One fsync per commit.
            Execute(writer, $"{Busy} pragma journal_mode = wal; pragma synchronous = full;");
            // The pages of indexes are written again and again: they stay in memory, and in the log for a while.
            Execute(writer, $"pragma cache_size = -{CacheKiB}; pragma wal_autocheckpoint = {LogPages};");
            fault = SqliteSchema.Prepare(writer, file);
            if (fault is null)
                return new SqliteStore(file, writer, limits, time);
        }
        catch (SqliteException error)
        {
            fault = SqliteFaults.Of(error, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault = new StoreFault(StoreFaultKind.Unavailable, $"{file} cannot be made; {error.Message}");
        }

        writer?.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public Task<StoreFault?> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            using var reader = OpenReader();
            Execute(reader, "select 1 from measurement limit 1");
            return Task.FromResult<StoreFault?>(null);
        }
        catch (StoreException error)
        {
            return Task.FromResult<StoreFault?>(error.Fault);
        }
        catch (SqliteException error)
        {
            return Task.FromResult<StoreFault?>(SqliteFaults.Of(error, _file));
        }
    }

    /// <summary>What was taken is stored first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        using (var reader = new SqliteConnection(_readers))
            SqliteConnection.ClearPool(reader);
        _adder.Dispose();
        _writer.Dispose();
        _writing.Dispose();
    }

    /// <summary>For tests: no more pages than these, as on a disk that is full then.</summary>
    internal void LimitPages(int pages) => Execute(_writer, $"pragma max_page_count = {pages}");

    private static string Busy => $"pragma busy_timeout = {Patience.TotalMilliseconds:0};";

    private static StoreFault? FaultOfPlace(string file, bool mayMake)
    {
        if (Directory.Exists(file))
            return new StoreFault(StoreFaultKind.Missing, $"{file} is a folder; name a file in it");
        if (Path.GetDirectoryName(file) is { } folder && !Directory.Exists(folder))
            return new StoreFault(StoreFaultKind.Missing, $"the folder {folder} does not exist; make it first");
        return mayMake || File.Exists(file)
            ? null
            : new StoreFault(StoreFaultKind.Missing, $"{file} does not exist; weir collect makes it");
    }

    /// <summary>It holds the hashes of tokens, and who measured what.</summary>
    private static void MakePrivate(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var made = new FileStream(file, options);
    }

    private static string ConnectionString(string file, bool isPooled) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = isPooled,
            DefaultTimeout = (int)Patience.TotalSeconds,
        }.ToString();

    private SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_readers);
        try
        {
            connection.Open();
            Execute(connection, $"{Busy} pragma query_only = on;");
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new StoreException(SqliteFaults.Of(error, _file), error);
        }
    }

    /// <summary>Runs a query on a reader's connection.</summary>
    private List<T> Query<T>(SqliteCommand command, Func<SqliteDataReader, T> read, CancellationToken cancellation)
    {
        try
        {
            using var rows = command.ExecuteReader();
            var all = new List<T>();
            while (rows.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                all.Add(read(rows));
            }

            return all;
        }
        catch (SqliteException error)
        {
            throw new StoreException(SqliteFaults.Of(error, _file), error);
        }
    }

    private static SqliteCommand Command(
        SqliteConnection connection,
        string statement,
        params ReadOnlySpan<(string Name, object? Value)> parameters
    )
    {
        var command = connection.CreateCommand();
        command.CommandText = statement;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private static int Execute(
        SqliteConnection connection,
        string statement,
        params ReadOnlySpan<(string Name, object? Value)> parameters
    )
    {
        using var command = Command(connection, statement, parameters);
        return command.ExecuteNonQuery();
    }
}
