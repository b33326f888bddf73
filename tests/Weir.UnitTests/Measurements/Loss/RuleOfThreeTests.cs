using Weir.Measurements.Loss;

namespace Weir.UnitTests.Measurements.Loss;

public sealed class RuleOfThreeTests
{
    [Fact]
    public void No_loss_in_n_packets_bounds_the_ratio_by_3_over_n() =>
        Assert.Equal(0.03, RuleOfThree.UpperBound(100)!.Value, 12);

    [Fact]
    public void It_is_the_95_percent_bound()
    {
        // A path that loses as much would pass so many packets unharmed once in twenty.
        Assert.Equal(0.05, Math.Pow(1 - RuleOfThree.UpperBound(1000)!.Value, 1000), 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_handful_of_packets_bounds_nothing(long count) => Assert.Null(RuleOfThree.UpperBound(count));
}
