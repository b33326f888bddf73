using FsCheck;
using FsCheck.Fluent;
using Weir.Probes.Stamp;

namespace Weir.UnitTests.Probes.Stamp;

public sealed class ErrorEstimateTests
{
    [Fact]
    public void An_estimate_covers_the_error_and_is_less_than_one_percent_above_it() =>
        Prop.ForAll(
                Gen.Choose(1, 2_000_000_000).ToArbitrary(),
                ticks =>
                {
                    var error = TimeSpan.FromTicks(ticks);
                    var estimate = ErrorEstimate.Synchronized(error);
                    return estimate is { IsSynchronized: true, IsPtp: false, IsValid: true }
                        && estimate.Error >= error
                        && estimate.Error.Ticks <= (ticks * 1.01) + 1;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_clock_of_which_nothing_is_known_claims_nothing()
    {
        var estimate = ErrorEstimate.Unsynchronized;

        Assert.False(estimate.IsSynchronized);
        Assert.True(estimate.IsValid);
        Assert.Equal(TimeSpan.FromSeconds(255), estimate.Error);
    }

    [Fact]
    public void Flags_are_the_two_highest_bits()
    {
        Assert.True(new ErrorEstimate(0x8001).IsSynchronized);
        Assert.True(new ErrorEstimate(0x4001).IsPtp);
        Assert.False(new ErrorEstimate(0x3F00).IsValid);
        Assert.Equal(TimeSpan.FromSeconds(1), new ErrorEstimate(32 << 8 | 1).Error);
    }

    [Fact]
    public void The_largest_estimate_does_not_overflow() =>
        Assert.True(new ErrorEstimate(0x3FFF).Error > TimeSpan.FromDays(10_000));
}
