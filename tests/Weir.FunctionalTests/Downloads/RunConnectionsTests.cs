using Weir.Downloads.Adapting;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>How many connections a client has in a run, where each is to have its own share of the servers.</summary>
public sealed class RunConnectionsTests : IAsyncDisposable
{
    private readonly Scene _scene = new(12 << 20);

    public RunConnectionsTests() =>
        _scene.Change(o =>
            o with
            {
                StallTimeout = TimeSpan.FromSeconds(10),
                Adaptive = new AdaptiveOptions { WorthTrying = TimeSpan.Zero },
            }
        );

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Who_did_not_give_a_name_keeps_the_connection_that_counts_as_its_name()
    {
        var origin = AddOfRun();

        await _scene.DownloadRightAsync();

        Assert.Equal(1, ConnectionsOf(origin));
    }

    [Fact]
    public async Task Who_gave_a_name_may_have_more_which_all_carry_it()
    {
        var origin = AddOfRun();
        _scene.Change(o => o with { Client = "me" });

        await _scene.DownloadRightAsync();

        Assert.True(ConnectionsOf(origin) >= 2);
        Assert.All(Gets(origin), r => Assert.Equal("me", r.Header("Weir-Client")));
        Assert.All(Gets(origin).Skip(1), r => Assert.Equal("run-1", r.Header("Weir-Run")));
    }

    /// <summary>Each connection is slow, so that it would pay to have more.</summary>
    private MisbehavingOrigin AddOfRun() =>
        _scene.Add(
            new Misbehaviour
            {
                BytesPerSecond = 2 << 20,
                Fields = [("Weir-Run", "run-1"), ("Weir-Receipt", "/receipts/1")],
            }
        );

    private static IEnumerable<TestRequest> Gets(MisbehavingOrigin origin) =>
        origin.Requests.Where(r => r.Method == "GET");

    private static int ConnectionsOf(MisbehavingOrigin origin) =>
        Gets(origin).Select(r => r.Connection).Distinct().Count();
}
