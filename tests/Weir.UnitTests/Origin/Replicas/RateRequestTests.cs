using System.Text;
using Weir.Origin.Replicas;

namespace Weir.UnitTests.Origin.Replicas;

public sealed class RateRequestTests
{
    [Theory]
    [InlineData("10MB/s", 80_000_000.0)]
    [InlineData(" 8Mbit \n", 8_000_000.0)]
    [InlineData("NONE", null)]
    [InlineData(" { \"rate\" : \"1MiB/s\" } ", 8_388_608.0)]
    [InlineData("{\"rate\":null}", null)]
    [InlineData("{\"rate\":\"none\"}", null)]
    public void Rate_is_read(string body, double? expected)
    {
        Assert.True(RateRequest.TryParse(Encoding.UTF8.GetBytes(body), out var rate, out _));
        Assert.Equal(expected, rate?.BitsPerSecond);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("0kbit")]
    [InlineData("{}")]
    [InlineData("{\"rate\":10}")]
    [InlineData("{\"rate\":[]}")]
    [InlineData("{rate")]
    public void What_is_no_rate_is_refused_with_a_reason(string body)
    {
        Assert.False(RateRequest.TryParse(Encoding.UTF8.GetBytes(body), out _, out var problem));
        Assert.NotEmpty(problem);
    }
}
