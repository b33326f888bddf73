using System.Net.Sockets;
using Npgsql;

namespace Weir.Collector.Storage.Postgres;

/// <summary>What the errors of a PostgreSQL server mean to who runs the store.</summary>
internal static class PostgresFaults
{
    public static StoreFault Of(Exception error, string name) =>
        error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new(
                StoreFaultKind.Full,
                $"the disk of {name} is full; free some room, then it goes on by itself"
            ),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
                StoreFaultKind.Missing,
                $"there is no database at {name}; make it with createdb"
            ),
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or "28000" } => new(
                StoreFaultKind.Unavailable,
                $"{name} refuses the user or the password; set PGPASSWORD or name another user"
            ),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => new(
                StoreFaultKind.Unavailable,
                $"{name} does not permit it: {refused.MessageText}; grant it to this user"
            ),
            PostgresException told => new(StoreFaultKind.Unavailable, $"{name} says: {told.MessageText}"),
            _ when error.InnerException is SocketException unreachable => new(
                StoreFaultKind.Unavailable,
                $"{name} cannot be reached: {unreachable.Message}"
            ),
            _ => new(StoreFaultKind.Unavailable, $"{name} cannot be used: {error.Message}"),
        };

    /// <summary>Another transaction was in the way, or the server stopped: the same work may succeed when done again.</summary>
    public static bool IsPassing(Exception error) => error is NpgsqlException { IsTransient: true };

    public static bool IsOfServer(Exception error) => error is NpgsqlException or TimeoutException or SocketException;
}
