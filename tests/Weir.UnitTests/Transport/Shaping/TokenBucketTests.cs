using FsCheck;
using FsCheck.Fluent;
using Weir.Transport.Shaping;

namespace Weir.UnitTests.Transport.Shaping;

public sealed class TokenBucketTests
{
    [Fact]
    public void Any_stretch_of_time_grants_at_most_its_rate_and_the_burst()
    {
        var asks = Gen.Choose(1, 300_000).Zip(Gen.Choose(0, 40_000)).ListOf();
        var rates = Gen.Choose(10_000, 100_000_000);
        Prop.ForAll(
                asks.Zip(rates).ToArbitrary(),
                sample =>
                {
                    var (steps, rate) = sample;
                    var bucket = new TokenBucket(rate, TimeSpan.Zero);
                    var now = TimeSpan.Zero;
                    var grants = new List<Grant>();
                    foreach (var (wanted, pause) in steps)
                    {
                        now += TimeSpan.FromMicroseconds(pause);
                        grants.Add(bucket.Reserve(wanted, now));
                    }

                    return HoldsTheLaw(grants, rate, bucket.Burst);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void One_busy_second_is_exact_to_three_percent()
    {
        foreach (var rate in new[] { 200_000, 10_000_000, 125_000_000, 1_250_000_000 })
        {
            var bucket = new TokenBucket(rate, TimeSpan.Zero);
            var now = TimeSpan.Zero;
            var sent = 0L;
            while (true)
            {
                var grant = bucket.Reserve(1 << 20, now);
                now = grant.At;
                if (now > TimeSpan.FromSeconds(1))
                    break;
                sent += grant.Bytes;
            }

            Assert.InRange(sent, rate * 0.97, rate * 1.03);
        }
    }

    [Fact]
    public void Askers_take_turns()
    {
        var bucket = new TokenBucket(1_000_000, TimeSpan.Zero);
        var last = TimeSpan.Zero;
        for (var i = 0; i < 100; i++)
        {
            var grant = bucket.Reserve(1_000_000, TimeSpan.Zero);
            Assert.InRange(grant.Bytes, 1, (int)(bucket.Burst / 4));
            Assert.True(grant.At >= last);
            last = grant.At;
        }
    }

    [Fact]
    public void What_was_given_back_can_be_had_at_once()
    {
        var bucket = new TokenBucket(1_000_000, TimeSpan.Zero);
        while (bucket.Reserve(1000, TimeSpan.Zero) is { At.Ticks: 0 }) { }
        bucket.Return(2000, TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, bucket.Reserve(1000, TimeSpan.Zero).At);
    }

    [Fact]
    public void Silence_saves_no_more_than_a_burst()
    {
        var bucket = new TokenBucket(1_000_000, TimeSpan.Zero);
        bucket.Return(1_000_000, TimeSpan.FromHours(1));
        var sent = 0L;
        while (bucket.Reserve(100_000, TimeSpan.FromHours(1)) is var grant && grant.At <= TimeSpan.FromHours(1))
            sent += grant.Bytes;
        Assert.InRange(sent, 1, (long)bucket.Burst);
    }

    [Fact]
    public void A_changed_rate_holds_from_now_on()
    {
        var bucket = new TokenBucket(1_000, TimeSpan.Zero);
        while (bucket.Reserve(1000, TimeSpan.Zero) is { At.Ticks: 0 }) { }
        bucket.SetRate(10_000_000, TimeSpan.Zero);
        var at = TimeSpan.Zero;
        var sent = 0L;
        while (at < TimeSpan.FromSeconds(1))
        {
            var grant = bucket.Reserve(1 << 20, at);
            at = grant.At;
            sent += grant.Bytes;
        }

        Assert.InRange(sent, 9_700_000, 10_300_000);
    }

    private static bool HoldsTheLaw(List<Grant> grants, double rate, double burst)
    {
        for (var first = 0; first < grants.Count; first++)
        {
            var sum = 0L;
            for (var last = first; last < grants.Count; last++)
            {
                sum += grants[last].Bytes;
                var stretch = (grants[last].At - grants[first].At).TotalSeconds;
                if (sum > (rate * stretch) + burst + 1 + (rate * 1e-6))
                    return false;
            }
        }

        return true;
    }
}
