using Weir.Analysis.Summaries;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Sqlite;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Collector.Storage;

public sealed class SqliteStoreTests : StoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_record_is_known_by_its_id_alone()
    {
        await using var store = await MakeAsync(new StoreLimits());
        Assert.Equal((1, 0), await AddAsync(store, Records.Transfer("1")));

        Assert.Equal((0, 1), await AddAsync(store, Records.Transfer("1", Records.Start.AddDays(40))));
        Assert.Equal((0, 1), await AddAsync(store, Records.Transfer("1", target: "http://other/f")));
    }

    [Fact]
    public async Task A_copy_that_is_made_while_records_come_is_whole_and_private()
    {
        await using var store = (SqliteStore)await MakeAsync(new StoreLimits());
        var stop = TestContext.Current.CancellationToken;
        var sent = 0;
        using var enough = new CancellationTokenSource();
        var sending = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    var lines = Enumerable.Range(sent, 100).Select(i => Envelope(Records.Transfer($"{i}")));
                    Assert.Equal(100, (await store.AddAsync([.. lines], stop)).Accepted);
                    Volatile.Write(ref sent, sent + 100);
                }
            },
            stop
        );
        for (var copy = 0; copy < 3; copy++)
        {
            var before = Volatile.Read(ref sent);
            while (Volatile.Read(ref sent) == before)
                await Task.Yield();
            before = Volatile.Read(ref sent);
            store.BackUp(_folder[$"{copy}.db"]);
            await AssertWholeAsync(_folder[$"{copy}.db"], before);
        }

        await enough.CancelAsync();
        await sending;
        var fault = Assert.Throws<StoreException>(() => store.BackUp(_folder["0.db"])).Fault;
        Assert.Contains("0.db cannot be made", fault.Sentence, StringComparison.Ordinal);
        await AssertWholeAsync(_folder["0.db"], 1);
    }

    /// <summary>Of batches of 100 all or nothing, and each record is in the sums.</summary>
    private static async Task AssertWholeAsync(string file, int least)
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var address = new StoreAddress.Sqlite(file);
        var found = SqliteIntegrity.Check(address, out _)!;
        Assert.Empty(found.Faults);
        Assert.InRange(found.Measurements, least, long.MaxValue);
        Assert.Equal(0, found.Measurements % 100);
        await using var copy = SqliteStore.Open(
            address,
            mayMake: false,
            new StoreLimits(),
            TimeProvider.System,
            out _
        )!;
        var sums = await copy.SumsAsync(
            new MeasurementFilter(),
            Grouping.None,
            TimeZoneInfo.Utc,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(found.Measurements, Assert.Single(sums).Summary.Downloads);
    }

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
