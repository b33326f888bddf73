using Weir.Downloads.Downloading;
using Weir.Measurements.Units;
using Weir.Testing.Time;

namespace Weir.UnitTests.Downloads.Downloading;

public class RateLimitTests
{
    [Theory]
    [InlineData(500, 1)]
    [InlineData(1000, 4)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_000, 16)]
    [InlineData(100_000_000, 4)]
    public void Every_second_is_exact_to_three_percent_however_many_share_it(int bytesPerSecond, int askers)
    {
        var time = new ManualTimeProvider();
        var limit = new RateLimit(BitRate.FromBytesPerSecond(bytesPerSecond), time);
        var free = new TimeSpan[askers];
        var came = new List<(TimeSpan At, int Bytes)>();
        var now = TimeSpan.Zero;
        var step = TimeSpan.FromMilliseconds(1);
        while (now < TimeSpan.FromSeconds(6))
        {
            for (var i = 0; i < askers; i++)
            {
                // Whoever waits takes what it was granted, and asks for more.
                while (free[i] <= now)
                {
                    var bytes = limit.Reserve(1 << 20, out var wait);
                    free[i] = now + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
                    came.Add((free[i], bytes));
                }
            }
            now += step;
            time.Advance(step);
        }
        for (var from = TimeSpan.FromSeconds(1); from < TimeSpan.FromSeconds(4); from += step * 37)
        {
            var until = from + TimeSpan.FromSeconds(1);
            var bytes = came.Where(c => c.At >= from && c.At < until).Sum(c => (long)c.Bytes);
            Assert.InRange(bytes, bytesPerSecond * 0.97, bytesPerSecond * 1.03);
        }
    }

    [Fact]
    public void Late_waking_is_made_up_for()
    {
        var time = new ManualTimeProvider();
        var limit = new RateLimit(BitRate.FromBytesPerSecond(1_000_000), time);
        var sum = 0L;
        for (var round = 0; round < 50; round++)
        {
            // As on a busy machine: 100 ms at a time, and then all that is due.
            time.Advance(TimeSpan.FromMilliseconds(100));
            for (var wait = TimeSpan.Zero; wait <= TimeSpan.Zero; )
                sum += limit.Reserve(1 << 20, out wait);
        }
        Assert.InRange(sum, 4_850_000, 5_150_000);
    }

    [Fact]
    public void What_the_source_did_not_bring_is_not_made_up_for()
    {
        var time = new ManualTimeProvider();
        var limit = new RateLimit(BitRate.FromBytesPerSecond(1_000_000), time);
        var room = limit.Reserve(1 << 20, out _);
        time.Advance(TimeSpan.FromSeconds(10));
        limit.Used(room - 1, TimeSpan.FromSeconds(10));

        var sum = 0L;
        for (var wait = TimeSpan.Zero; wait <= TimeSpan.Zero; )
            sum += limit.Reserve(1 << 20, out wait);

        Assert.InRange(sum, 1, 35_000);
    }
}
