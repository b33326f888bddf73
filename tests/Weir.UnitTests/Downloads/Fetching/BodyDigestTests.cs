using Weir.Downloads.Fetching;

namespace Weir.UnitTests.Downloads.Fetching;

public sealed class BodyDigestTests
{
    [Theory]
    [InlineData(null, 64 << 10)]
    [InlineData(100_000.0, 64 << 10)]
    [InlineData(1_000_000.0, 250_000)]
    [InlineData(1e9, 2 << 20)]
    public void What_is_held_back_for_its_hash_is_a_quarter_of_a_second_within_bounds(double? rate, int length)
    {
        Assert.Equal(length, BodyDigest.LengthAt(rate));
    }
}
