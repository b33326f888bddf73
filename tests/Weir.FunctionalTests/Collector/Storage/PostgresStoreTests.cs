using Weir.Collector.Storage;
using Weir.Collector.Storage.Postgres;
using Weir.Testing.Processes;

namespace Weir.FunctionalTests.Collector.Storage;

public sealed class PostgresStoreTests(PostgresFixture fixture) : StoreContract, IClassFixture<PostgresFixture>
{
    private string _url = "";

    [Fact]
    public async Task A_server_that_stops_is_a_fault_and_its_return_is_noticed()
    {
        await using var server = await PostgresServer.StartAsync();
        _url = await server.NewDatabaseAsync();
        await using var store = await OpenAsync(_url, new StoreLimits());
        await server.StopAsync();

        Assert.NotNull(await store.CheckAsync(TestContext.Current.CancellationToken));
        var result = await store.AddAsync([Envelope(Records.Transfer("1"))], TestContext.Current.CancellationToken);
        Assert.Equal(StoreFaultKind.Unavailable, result.Fault?.Kind);
    }

    [Theory]
    [InlineData("postgres://weir@127.0.0.1:1/weir", StoreFaultKind.Unavailable)]
    [InlineData(null, StoreFaultKind.Missing)]
    public async Task What_cannot_be_opened_is_told(string? url, StoreFaultKind kind)
    {
        var database = url ?? (await fixture.Server.NewDatabaseAsync()) + "0";
        Assert.True(StoreAddress.TryParse(database, out var address, out _));
        var (store, fault) = await StoreOpening.OpenAsync(
            address,
            mayMake: true,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        Assert.Null(store);
        Assert.Equal(kind, fault?.Kind);
    }

    protected override async Task<ICollectorStore> MakeAsync(StoreLimits limits)
    {
        _url = await fixture.Server.NewDatabaseAsync();
        return await OpenAsync(_url, limits);
    }

    protected override Task<ICollectorStore> OpenAgainAsync() => OpenAsync(_url, new StoreLimits());

    private static async Task<ICollectorStore> OpenAsync(string url, StoreLimits limits)
    {
        Assert.True(StoreAddress.TryParse(url, out var address, out _));
        var (store, fault) = await PostgresStore.OpenAsync(
            (StoreAddress.Postgres)address,
            mayMake: true,
            limits,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        Assert.Null(fault);
        return store!;
    }
}
