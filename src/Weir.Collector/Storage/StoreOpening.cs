using Weir.Collector.Storage.Postgres;
using Weir.Collector.Storage.Sqlite;

namespace Weir.Collector.Storage;

/// <summary>Opens the store that an address names.</summary>
public static class StoreOpening
{
    /// <param name="address">Where it is.</param>
    /// <param name="mayMake">Whether a missing file, or tables that are missing in a database, may be made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the waiting for a server.</param>
    /// <returns>The store, or why there is none.</returns>
    public static async Task<(ICollectorStore? Store, StoreFault? Fault)> OpenAsync(
        StoreAddress address,
        bool mayMake,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (address is StoreAddress.Postgres postgres)
            return await PostgresStore.OpenAsync(postgres, mayMake, new StoreLimits(), time, cancellation);
        var store = SqliteStore.Open((StoreAddress.Sqlite)address, mayMake, new StoreLimits(), time, out var fault);
        return (store, fault);
    }
}
