using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>
/// A prepared statement without the provider between: for those that run once per record or rollup, where boxing the values and
/// making a reader costs as much as SQLite itself. One thread at a time.
/// </summary>
internal sealed class SqliteStatement(SqliteConnection connection, string text) : IDisposable
{
    private readonly sqlite3 _database = connection.Handle!;
    private readonly sqlite3_stmt _statement = Prepare(connection, text);

    /// <param name="index">From 1.</param>
    public void Bind(int index, long number) => Check(raw.sqlite3_bind_int64(_statement, index, number));

    /// <param name="utf8">Is copied.</param>
    public void Bind(int index, ReadOnlySpan<byte> utf8) => Check(raw.sqlite3_bind_text(_statement, index, utf8));

    public void Bind(int index, string text)
    {
        const int Usual = 256;
        Span<byte> room = stackalloc byte[Usual];
        if (Encoding.UTF8.TryGetBytes(text, room, out var length))
            Bind(index, room[..length]);
        else
            Bind(index, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Goes to the next row; false behind the last one.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Throw(result);
        return result is raw.SQLITE_ROW;
    }

    /// <param name="column">Of the row, from 0.</param>
    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <param name="column">Of the row, from 0.</param>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <param name="column">Of the row, from 0.</param>
    public string? TextOrNull(int column) =>
        raw.sqlite3_column_type(_statement, column) is raw.SQLITE_NULL ? null : Text(column);

    /// <summary>Gone with the next step.</summary>
    /// <param name="column">Of the row, from 0.</param>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Runs it with what was bound; gives the number of rows that it changed.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Run()
    {
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result is not raw.SQLITE_DONE)
            Throw(result);
        return raw.sqlite3_changes(_database);
    }

    public void Dispose() => _statement.Dispose();

    private static sqlite3_stmt Prepare(SqliteConnection connection, string text)
    {
        var result = raw.sqlite3_prepare_v2(connection.Handle, text, out var statement);
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        return statement;
    }

    private void Check(int result)
    {
        if (result is not raw.SQLITE_OK)
            Throw(result);
    }

    private void Throw(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
