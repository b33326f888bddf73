using Microsoft.Data.Sqlite;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>The tables of a store, and whether a file has them.</summary>
/// <remarks>
/// Times are microseconds since 1970. Large tables carry target_id, by which a store of several machines would be
/// divided. A measurement's body is the record as it was sent; a rollup's is a <c>RollupRecord</c>.
/// </remarks>
internal static class SqliteSchema
{
    /// <summary>Raised with each change of the tables; older files are then brought forward here.</summary>
    public const int Version = 1;

    /// <summary>"Weir" in ASCII: what <c>file</c> and SQLite know the format by.</summary>
    private const int ApplicationId = 0x57656972;

    private const string Tables = """
        create table agent (
          agent_id integer primary key,
          name text not null unique,
          measurements integer not null default 0,
          first_at integer,
          last_at integer
        );
        create table target (
          target_id integer primary key,
          name text not null unique,
          measurements integer not null default 0,
          first_at integer,
          last_at integer
        );
        create table measurement (
          id text not null,
          at integer not null,
          target_id integer not null references target,
          agent_id integer not null references agent,
          kind text not null,
          outcome text not null,
          received_at integer not null,
          body text not null
        );
        create unique index measurement_id on measurement (id);
        create index measurement_at on measurement (at, id);
        create index measurement_target_at on measurement (target_id, at, id);
        create table rollup (
          target_id integer not null references target,
          agent_id integer not null references agent,
          at integer not null,
          body text not null,
          primary key (target_id, agent_id, at)
        ) without rowid;
        create table token (
          token_id integer primary key,
          name text not null,
          hash blob not null unique,
          scopes text not null,
          created_at integer not null,
          revoked_at integer
        );
        create unique index token_in_force on token (name) where revoked_at is null;
        """;

    /// <summary>Makes the tables in an empty file; null when the file has them.</summary>
    public static StoreFault? Prepare(SqliteConnection connection, string file)
    {
        if (IsCurrent(connection))
            return null;
        // Another process may be making them at this moment; and a half-made store would be a foreign database.
        Execute(connection, "begin immediate");
        var fault = IsCurrent(connection) ? null : FaultOf(connection, file);
        if (fault is null && !IsCurrent(connection))
            Execute(connection, $"{Tables} pragma application_id = {ApplicationId}; pragma user_version = {Version};");
        Execute(connection, "commit");
        return fault;
    }

    private static bool IsCurrent(SqliteConnection connection) =>
        Number(connection, "pragma user_version") == Version
        && Number(connection, "pragma application_id") == ApplicationId;

    private static StoreFault? FaultOf(SqliteConnection connection, string file) =>
        Number(connection, "pragma application_id") == ApplicationId
            ? new StoreFault(StoreFaultKind.Foreign, $"{file} was made by a later version of weir; use that version")
        : Number(connection, "select count(*) from sqlite_master") > 0
            ? new StoreFault(StoreFaultKind.Foreign, $"{file} is a database of another program; name another file")
        : null;

    private static long Number(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
