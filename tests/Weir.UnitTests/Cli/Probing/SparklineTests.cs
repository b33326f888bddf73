using Weir.Cli.Probing;

namespace Weir.UnitTests.Cli.Probing;

public sealed class SparklineTests
{
    [Theory]
    [InlineData("", new long[0])]
    [InlineData("▁▁", new long[] { 5, 5 })]
    [InlineData("▁×█", new long[] { 100, -1, 800 })]
    [InlineData("×", new long[] { -1 })]
    [InlineData("▁▂▃▄▅▆▇█", new long[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    public void Round_trips_are_blocks_between_the_smallest_and_the_largest(string line, long[] values) =>
        Assert.Equal(line, Sparkline.Of(values));
}
