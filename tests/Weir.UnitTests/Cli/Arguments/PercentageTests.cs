using Weir.Cli.Arguments;

namespace Weir.UnitTests.Cli.Arguments;

public sealed class PercentageTests
{
    [Theory]
    [InlineData("10%", 0.1)]
    [InlineData("0.5 %", 0.005)]
    [InlineData("0", 0)]
    [InlineData("100%", 1)]
    public void Percentages_are_read(string text, double share)
    {
        Assert.True(Percentage.TryParse(text, out var read, out _));
        Assert.Equal(share, read, precision: 12);
    }

    [Theory]
    [InlineData("10", "write it as 10%")]
    [InlineData("101%", "more than the whole")]
    [InlineData("-1%", "not a percentage")]
    [InlineData("ten%", "not a percentage")]
    [InlineData("", "not a percentage")]
    [InlineData("NaN%", "not a percentage")]
    public void Other_things_are_explained(string text, string part)
    {
        Assert.False(Percentage.TryParse(text, out _, out var problem));
        Assert.Contains(part, problem, StringComparison.Ordinal);
    }
}
