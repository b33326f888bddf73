using Weir.Downloads.Planning;

namespace Weir.UnitTests.Downloads.Planning;

public class RateMeterTests
{
    [Fact]
    public void Nothing_is_known_before_anything_came()
    {
        var meter = new RateMeter();
        meter.Start(At(0));

        Assert.Null(meter.BytesPerSecond);
    }

    [Fact]
    public void Steady_stream_is_measured_exactly()
    {
        var meter = new RateMeter();
        meter.Start(At(0));
        for (var i = 1; i <= 100; i++)
            meter.Observe(1000, At(i * 0.01));

        Assert.Equal(100_000, meter.BytesPerSecond!.Value, 0.1);
    }

    [Fact]
    public void First_slot_answers_with_the_mean_so_far()
    {
        var meter = new RateMeter();
        meter.Start(At(0));
        meter.Observe(1000, At(0.01));

        Assert.Equal(100_000, meter.BytesPerSecond!.Value, 0.1);
    }

    [Fact]
    public void One_burst_at_the_very_start_is_no_rate()
    {
        var meter = new RateMeter();
        meter.Start(At(0));
        meter.Observe(1 << 20, At(0.0001));

        Assert.Null(meter.BytesPerSecond);
    }

    [Fact]
    public void Silence_while_at_work_lowers_the_rate()
    {
        var meter = Steady();
        meter.Observe(0, At(11));

        Assert.Equal(100_000 * Math.Exp(-10), meter.BytesPerSecond!.Value, 1);
    }

    [Fact]
    public void Idleness_does_not()
    {
        var meter = Steady();
        meter.Stop(At(1));
        meter.Start(At(100));
        meter.Observe(10_000, At(100.1));

        Assert.Equal(100_000, meter.BytesPerSecond!.Value, 1);
    }

    [Fact]
    public void Most_of_a_change_is_seen_within_a_few_seconds()
    {
        var meter = Steady();
        for (var i = 1; i <= 300; i++)
            meter.Observe(100, At(1 + (i * 0.01)));

        Assert.InRange(meter.BytesPerSecond!.Value, 10_000, 15_000);
    }

    private static RateMeter Steady()
    {
        var meter = new RateMeter();
        meter.Start(At(0));
        for (var i = 1; i <= 10; i++)
            meter.Observe(10_000, At(i * 0.1));
        return meter;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
