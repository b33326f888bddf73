using Weir.Probes.Session;

namespace Weir.UnitTests.Probes.Session;

public sealed class ClockWatchTests
{
    private readonly ClockWatch _watch = new();

    [Fact]
    public void A_clock_that_goes_along_was_not_set()
    {
        Assert.Null(_watch.Look(Ms(5000), Ms(0)));
        Assert.Null(_watch.Look(Ms(6000), Ms(1000)));
        // Slewing at 500 ppm.
        Assert.Null(_watch.Look(Ms(16_005), Ms(11_000)));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-3_600_000)]
    public void A_step_is_told_once(int step)
    {
        _watch.Look(Ms(0), Ms(0));

        Assert.Equal(Ms(step), _watch.Look(Ms(1000 + step), Ms(1000)));
        Assert.Null(_watch.Look(Ms(2000 + step), Ms(2000)));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
