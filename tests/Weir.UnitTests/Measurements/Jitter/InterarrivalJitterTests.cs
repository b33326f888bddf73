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

    private static InterarrivalJitter Of(params int[] milliseconds) =>
        milliseconds.Aggregate(
            default(InterarrivalJitter),
            (jitter, transit) => jitter.Add(TimeSpan.FromMilliseconds(transit))
        );
}
