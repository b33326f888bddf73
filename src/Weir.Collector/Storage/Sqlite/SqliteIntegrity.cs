using Microsoft.Data.Sqlite;

namespace Weir.Collector.Storage.Sqlite;

/// <summary>What a look through a whole store found.</summary>
/// <param name="Measurements">How many it holds.</param>
/// <param name="Faults">What SQLite found wrong, a few of it; none when all of it is right.</param>
public sealed record SqliteIntegrity(long Measurements, IReadOnlyList<string> Faults)
{
    private const int MostFaults = 3;

    /// <summary>Reads every page and index of the file and changes nothing; a running collector may go on meanwhile.</summary>
    /// <param name="fault">Why it cannot be looked through.</param>
    public static SqliteIntegrity? Check(StoreAddress.Sqlite address, out StoreFault? fault)
    {
        ArgumentNullException.ThrowIfNull(address);
        SqliteNative.EnsureLoaded();
        var file = Path.GetFullPath(address.File);
        if (!File.Exists(file))
        {
            fault = new StoreFault(StoreFaultKind.Missing, $"{file} does not exist; weir collect makes it");
            return null;
        }
        try
        {
            var text = new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            };
            using var connection = new SqliteConnection(text.ToString());
            connection.Open();
            fault = SqliteSchema.FaultOf(connection, file);
            if (fault is not null)
                return null;
            var faults = Rows(connection, $"pragma integrity_check({MostFaults})").Where(row => row != "ok");
            var strays = Rows(connection, "pragma foreign_key_check").Take(MostFaults);
            return new SqliteIntegrity(
                SqliteSchema.Number(connection, "select count(*) from measurement"),
                [.. faults, .. strays.Select(table => $"a row of {table} belongs to nothing")]
            );
        }
        catch (SqliteException error)
        {
            fault = SqliteFaults.Of(error, file);
            return null;
        }
    }

    private static List<string> Rows(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
