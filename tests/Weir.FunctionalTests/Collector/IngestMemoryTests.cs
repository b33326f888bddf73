using System.Net;
using Weir.Collector.Ingest;
using Weir.Measurements.Units;

namespace Weir.FunctionalTests.Collector;

[Collection(Alone.Name)]
public sealed class IngestMemoryTests
{
    [Fact]
    public async Task A_gzip_bomb_is_refused_at_the_bound()
    {
        await using var collector = await RunningCollector.StartAsync(
            limits: new IngestLimits { Inflated = ByteSize.MiB }
        );
        var bomb = RunningCollector.Gzip(new byte[512 << 20]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var answer = await collector.PostAsync(bomb, "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64L << 20);
    }
}
