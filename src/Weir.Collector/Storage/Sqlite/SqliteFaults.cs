using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to who runs the store.</summary>
internal static class SqliteFaults
{
    public static StoreFault Of(SqliteException error, string file) =>
        error.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => new(
                StoreFaultKind.Full,
                $"the disk of {file} is full; free some room, then it goes on by itself"
            ),
            raw.SQLITE_NOTADB => new(StoreFaultKind.Foreign, $"{file} is no SQLite database; name another file"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => new(
                StoreFaultKind.Unavailable,
                $"{file} cannot be written by this user; change its rights or its folder's"
            ),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(
                StoreFaultKind.Unavailable,
                $"another program holds {file} locked"
            ),
            raw.SQLITE_CORRUPT => new(
                StoreFaultKind.Unavailable,
                $"{file} is damaged; restore it from a backup, or try sqlite3's .recover"
            ),
            _ => new(StoreFaultKind.Unavailable, $"{file} cannot be used: {error.Message}"),
        };
}
