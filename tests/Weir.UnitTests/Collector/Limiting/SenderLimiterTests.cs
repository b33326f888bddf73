using Weir.Collector.Limiting;
using Weir.Measurements.Units;
using Weir.Testing.Time;

namespace Weir.UnitTests.Collector.Limiting;

public sealed class SenderLimiterTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_sender_waits_until_its_debt_is_paid_and_others_do_not()
    {
        var limiter = Of(new SenderLimits { RecordsPerSecond = 10 });
        Assert.Equal(TimeSpan.Zero, limiter.Wait("a"));
        limiter.Take("a", 150, 0);

        // 100 may come at once; 50 more are owed, and one must be left.
        Assert.Equal(5.1, limiter.Wait("a").TotalSeconds, 6);
        Assert.Equal(TimeSpan.Zero, limiter.Wait("b"));
        _time.Advance(TimeSpan.FromSeconds(5.2));
        Assert.Equal(TimeSpan.Zero, limiter.Wait("a"));
    }

    [Fact]
    public void Over_time_no_more_passes_than_the_limit_and_one_burst()
    {
        var limiter = Of(new SenderLimits { RecordsPerSecond = 10 });
        var passed = 0;
        for (var second = 0; second < 600; second++)
        {
            if (limiter.Wait("a") == TimeSpan.Zero)
            {
                limiter.Take("a", 50, 0);
                passed += 50;
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(passed, 6000, 6000 + 100 + 50);
    }

    [Fact]
    public void Bytes_are_limited_apart()
    {
        var limiter = Of(new SenderLimits { RecordsPerSecond = 1000, Volume = BitRate.FromBytesPerSecond(100) });
        limiter.Take("a", 1, 3000);
        Assert.Equal(20.01, limiter.Wait("a").TotalSeconds, 6);
    }

    [Fact]
    public void Without_limits_nobody_waits()
    {
        var limiter = Of(new SenderLimits());
        limiter.Take("a", int.MaxValue, long.MaxValue);
        Assert.Equal(TimeSpan.Zero, limiter.Wait("a"));
    }

    private SenderLimiter Of(SenderLimits limits) => new(limits, _time);
}
