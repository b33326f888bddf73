using Weir.Probes.Reflector;

namespace Weir.UnitTests.Probes.Reflector;

public sealed class CounterRateTests
{
    [Fact]
    public void A_steady_count_has_its_rate_however_often_one_looks()
    {
        var rate = new CounterRate();
        for (var tenths = 1; tenths <= 50; tenths++)
            Assert.Equal(1000, rate.Read(tenths * 100, TimeSpan.FromSeconds(tenths / 10.0)), 6);
    }

    [Fact]
    public void What_stopped_over_a_second_ago_is_forgotten()
    {
        var rate = new CounterRate();
        rate.Read(1000, TimeSpan.FromSeconds(1));
        rate.Read(1000, TimeSpan.FromSeconds(2));

        Assert.Equal(0, rate.Read(1000, TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void At_the_very_start_there_is_no_rate() => Assert.Equal(0, new CounterRate().Read(5, TimeSpan.Zero));
}
