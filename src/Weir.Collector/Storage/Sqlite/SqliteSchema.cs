using Microsoft.Data.Sqlite;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>The tables of a store, and whether a file has them.</summary>
/// <remarks>
/// Times are microseconds since 1970. Large tables carry target_id, by which a store of several machines is divided. A
/// measurement's body is the record as it was sent; a rollup's is a <c>RollupCodec</c>'s.
/// </remarks>
internal static class SqliteSchema
{
    /// <summary>Raised with each change of the tables; older files are brought forward by <see cref="SqliteMigration"/>.</summary>
    public const int Version = 3;

    /// <summary>"Weir" in ASCII: what <c>file</c> and SQLite know the format by.</summary>
    private const int ApplicationId = 0x57656972;

    /// <summary>How often a pair of agent and target was seen, and when; and the rollups, by width and time.</summary>
    public const string SeriesTables = """
        create table series (
          agent_id integer not null references agent,
          target_id integer not null references target,
          measurements integer not null,
          first_at integer not null,
          last_at integer not null,
          primary key (agent_id, target_id)
        ) without rowid;
        create table rollup (
          width integer not null,
          at integer not null,
          target_id integer not null references target,
          agent_id integer not null references agent,
          body blob not null,
          primary key (width, at, target_id, agent_id)
        ) without rowid;
        create index rollup_target on rollup (target_id, width, at);
        """;

    /// <summary>What a record is known by, and the order in which records are read.</summary>
    public const string RecordIndexes = """
        create unique index measurement_key on measurement (target_id, at, id);
        create index measurement_time on measurement (at);
        """;

    private const string Tables = $"""
        create table agent (
          agent_id integer primary key,
          name text not null unique
        );
        create table target (
          target_id integer primary key,
          name text not null unique
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
        {RecordIndexes}
        {SeriesTables}
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

    /// <summary>Makes the tables in an empty file, or brings older ones forward; null when the file has them.</summary>
    public static StoreFault? Prepare(SqliteConnection connection, string file)
    {
        if (IsCurrent(connection))
            return null;
        // Another process may be making them at this moment; and a half-made store would be a foreign database.
        Execute(connection, "begin immediate");
        try
        {
            var fault = IsCurrent(connection) ? null : Bring(connection, file);
            Execute(connection, "commit");
            return fault;
        }
        catch
        {
            Execute(connection, "rollback");
            throw;
        }
    }

    /// <summary>Null when the file is a store of this version; changes nothing.</summary>
    public static StoreFault? FaultOf(SqliteConnection connection, string file) =>
        Number(connection, "pragma application_id") != ApplicationId
            ? new StoreFault(StoreFaultKind.Foreign, $"{file} is a database of another program; name another file")
        : Number(connection, "pragma user_version") is var version && version > Version ? Later(file)
        : version < Version
            ? new StoreFault(
                StoreFaultKind.Foreign,
                $"{file} was made by an earlier version of weir; start weir collect once, which brings it forward"
            )
        : null;

    private static StoreFault Later(string file) =>
        new(StoreFaultKind.Foreign, $"{file} was made by a later version of weir; use that version");

    private static StoreFault? Bring(SqliteConnection connection, string file)
    {
        if (Number(connection, "pragma application_id") != ApplicationId)
        {
            if (Number(connection, "select count(*) from sqlite_master") > 0)
                return new StoreFault(
                    StoreFaultKind.Foreign,
                    $"{file} is a database of another program; name another file"
                );
            Execute(connection, $"{Tables} pragma application_id = {ApplicationId};");
        }
        else if (Number(connection, "pragma user_version") > Version)
        {
            return Later(file);
        }
        else
        {
            if (Number(connection, "pragma user_version") < 2)
                SqliteMigration.ToSecond(connection);
            SqliteMigration.ToThird(connection);
        }

        Execute(connection, $"pragma user_version = {Version}");
        return null;
    }

    private static bool IsCurrent(SqliteConnection connection) =>
        Number(connection, "pragma user_version") == Version
        && Number(connection, "pragma application_id") == ApplicationId;

    /// <summary>The one number that a query gives.</summary>
    public static long Number(SqliteConnection connection, string query)
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
