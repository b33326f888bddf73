using Microsoft.Data.Sqlite;
using SQLitePCL;
using Weir.Collector.Ingest;

namespace Weir.Collector.Storage.Sqlite;

public sealed partial class SqliteStore
{
    /// <summary>Rows of one transaction of a deletion: others write between two of them.</summary>
    private const int DropAtOnce = 5000;

    /// <inheritdoc/>
    public Task<AddResult> AddAsync(IReadOnlyList<Envelope> batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _commits.AddAsync(batch, cancellation);
    }

    /// <inheritdoc/>
    public async Task<long> DropBeforeAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        var dropped = 0L;
        while (true)
        {
            var count = await WriteAsync(
                () =>
                    Execute(
                        _writer,
                        """
                        delete from measurement where rowid in
                          (select rowid from measurement where at < $moment order by at limit $most)
                        """,
                        ("$moment", Microseconds.Of(moment)),
                        ("$most", DropAtOnce)
                    ),
                cancellation
            );
            dropped += count;
            if (count < DropAtOnce)
                return dropped;
        }
    }

    /// <summary>Copies the store, as it is at one moment, into a file that does not exist yet, while it is being used.</summary>
    /// <exception cref="StoreException">The store cannot be read, or the file not be written.</exception>
    public void BackUp(string file)
    {
        using var reader = OpenReader();
        try
        {
            // SQLite would make it readable for everybody; into an empty file it copies as well.
            MakePrivate(file, FileMode.CreateNew);
            Execute(reader, "pragma query_only = off");
            Execute(reader, "vacuum into $file", ("$file", file));
        }
        catch (SqliteException error)
        {
            File.Delete(file);
            throw new StoreException(SqliteFaults.Of(error, file), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var fault = new StoreFault(StoreFaultKind.Unavailable, $"{file} cannot be made; {error.Message}");
            throw new StoreException(fault, error);
        }
    }

    private List<AddResult> Commit(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        _writing.Wait();
        try
        {
            return [.. InTransaction(() => _adder.Add(batches))];
        }
        catch (SqliteException error)
        {
            _adder.Forget();
            var failed = AddResult.Failed(SqliteFaults.Of(error, _file));
            return [.. batches.Select(_ => failed)];
        }
        catch
        {
            _adder.Forget();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<T> WriteAsync<T>(Func<T> write, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            return write();
        }
        catch (SqliteException error)
        {
            throw new StoreException(SqliteFaults.Of(error, _file), error);
        }
        finally
        {
            _writing.Release();
        }
    }

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
