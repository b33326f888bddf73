using Weir.Collector.Storage;
using Weir.Collector.Storage.Sqlite;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Collector.Storage;

public sealed class SqliteStoreTests : StoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<ICollectorStore> MakeAsync(StoreLimits limits) => Open(limits, mayMake: true);

    protected override Task<ICollectorStore> OpenAgainAsync() => Open(new StoreLimits(), mayMake: false);

    private Task<ICollectorStore> Open(StoreLimits limits, bool mayMake) =>
        Task.FromResult<ICollectorStore>(
            SqliteStore.Open(
                new StoreAddress.Sqlite(_folder["weir.db"]),
                mayMake,
                limits,
                TimeProvider.System,
                out var fault
            ) ?? throw new InvalidOperationException(fault!.Sentence)
        );
}
