using Weir.Measurements.Jitter;

namespace Weir.UnitTests.Measurements.Jitter;

public sealed class InterarrivalJitterTests
{
    [Fact]
    public void One_packet_has_no_jitter()
    {
        Assert.Null(default(InterarrivalJitter).Value);
        Assert.Null(Of(5).Value);
    }

    [Fact]
    public void Each_difference_counts_by_a_sixteenth()
    {
        // |16 − 0| / 16 = 1; then 1 + (|16 − 16| − 1) / 16.
        Assert.Equal(TimeSpan.FromMilliseconds(1), Of(0, 16).Value);
        Assert.Equal(TimeSpan.FromMilliseconds(0.9375), Of(0, 16, 16).Value);
    }

    [Fact]
    public void An_offset_of_the_clocks_does_not_matter() =>
        Assert.Equal(Of(3, 9, 4, 4, 30).Value, Of(-9997, -9991, -9996, -9996, -9970).Value);

    [Fact]
    public void A_steady_path_has_none() => Assert.Equal(TimeSpan.Zero, Of(7, 7, 7, 7).Value);

    /// <summary>What swings between two delays converges to their difference: a × (1 − (15/16)^(n−1)).</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(200)]
    public void Delays_that_alternate_have_the_jitter_of_their_difference(int packets)
    {
        var jitter = Of([.. Enumerable.Range(0, packets).Select(i => i % 2 == 0 ? 20 : 28)]).Value!.Value;

        Assert.Equal(8 * (1 - Math.Pow(15.0 / 16, packets - 1)), jitter.TotalMilliseconds, 1e-3);
    }

    /// <summary>Delays even likely over a width differ by a third of it on average, and the jitter wavers around that.</summary>
    [Fact]
    public void Independent_delays_have_the_mean_jitter_that_theory_gives()
    {
        var random = new Random(3550);
        var (jitter, sum) = (default(InterarrivalJitter), 0.0);
        const int packets = 20_000;
        for (var i = 0; i < packets; i++)
        {
            jitter = jitter.Add(TimeSpan.FromMilliseconds(10 + (9 * random.NextDouble())));
            sum += jitter.Value?.TotalMilliseconds ?? 0;
        }

        Assert.InRange(sum / packets, 2.95, 3.05);
    }

    private static InterarrivalJitter Of(params int[] milliseconds) =>
        milliseconds.Aggregate(
            default(InterarrivalJitter),
            (jitter, transit) => jitter.Add(TimeSpan.FromMilliseconds(transit))
        );
}
