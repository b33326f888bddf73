using Weir.Origin.Replicas;

namespace Weir.UnitTests.Origin.Replicas;

public sealed class RateMeterTests
{
    [Fact]
    public void Steady_flow_is_told_as_it_is()
    {
        var meter = new RateMeter();
        for (var ms = 0; ms < 5000; ms += 10)
            meter.Add(10_000, TimeSpan.FromMilliseconds(ms));
        Assert.Equal(8_000_000, meter.Read(TimeSpan.FromMilliseconds(5000)).BitsPerSecond);
    }

    [Fact]
    public void Flow_is_forgotten_after_a_second()
    {
        var meter = new RateMeter();
        meter.Add(1_000_000, TimeSpan.FromMilliseconds(50));
        Assert.Equal(8_000_000, meter.Read(TimeSpan.FromMilliseconds(1050)).BitsPerSecond);
        Assert.Equal(0, meter.Read(TimeSpan.FromMilliseconds(1150)).BitsPerSecond);
        Assert.Equal(0, meter.Read(TimeSpan.FromDays(400)).BitsPerSecond);
    }
}
