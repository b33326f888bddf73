using Weir.Cli.Arguments;

namespace Weir.UnitTests.Cli.Arguments;

public sealed class ReplicaRatesTests
{
    [Fact]
    public void A_rate_of_its_own_goes_before_the_common_one()
    {
        var rates = ReplicaRates.Read(["1MB/s", "2=8Mbit", "3=16Mbit"], 4, out var problem);
        Assert.Null(problem);
        Assert.Equal([8e6, 8e6, 16e6, 8e6], rates!.Select(rate => rate!.Value.BitsPerSecond));
    }

    [Fact]
    public void Without_a_rate_there_is_no_limit() => Assert.Equal([null, null], ReplicaRates.Read([], 2, out _)!);

    [Theory]
    [InlineData("0=1MB/s")]
    [InlineData("3=1MB/s")]
    [InlineData("x=1MB/s")]
    [InlineData("=1MB/s")]
    [InlineData("1=")]
    [InlineData("1=fast")]
    [InlineData("10")]
    [InlineData("0MB/s")]
    [InlineData("1MB/s", "2MB/s")]
    [InlineData("1=1MB/s", "1=2MB/s")]
    public void What_cannot_be_meant_is_refused_with_a_reason(params string[] values)
    {
        Assert.Null(ReplicaRates.Read(values, 2, out var problem));
        Assert.NotEmpty(problem!);
    }
}
