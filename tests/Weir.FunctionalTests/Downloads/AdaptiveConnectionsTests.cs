using Weir.Downloads.Adapting;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>How many connections a source gets when the user leaves it open.</summary>
public sealed class AdaptiveConnectionsTests : IAsyncDisposable
{
    private readonly Scene _scene = new(24 << 20);

    public AdaptiveConnectionsTests() =>
        _scene.Change(o =>
            o with
            {
                StallTimeout = TimeSpan.FromSeconds(10),
                Adaptive = new AdaptiveOptions { WorthTrying = TimeSpan.Zero },
            }
        );

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Server_that_limits_each_connection_gets_more_of_them()
    {
        var origin = _scene.Add(new Misbehaviour { BytesPerSecond = 2 << 20 });

        await _scene.DownloadRightAsync();

        Assert.True(origin.ConnectionCount >= 2);
    }

    [Fact]
    public async Task Server_that_refuses_a_further_connection_keeps_the_one_and_the_file_is_right()
    {
        var origin = _scene.Add(new Misbehaviour { BytesPerSecond = 6 << 20 });
        origin.MaxConnections = 1;

        await _scene.DownloadRightAsync();

        Assert.InRange(origin.ConnectionCount, 2, 12);
    }
}
