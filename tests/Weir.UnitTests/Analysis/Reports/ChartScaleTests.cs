using Weir.Analysis.Reports.Pages;

namespace Weir.UnitTests.Analysis.Reports;

public sealed class ChartScaleTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.03, 0.03)]
    [InlineData(1, 1)]
    [InlineData(7, 8)]
    [InlineData(99, 100)]
    [InlineData(101, 150)]
    [InlineData(123_456_789, 150_000_000)]
    public void The_top_is_round_and_above_all(double largest, double top)
    {
        var scale = ChartScale.For(largest);

        Assert.Equal(top, scale.Top, 9);
        Assert.InRange(scale.Ticks.Count, 2, 6);
    }
}
