using Weir.Load.Clients;

namespace Weir.UnitTests.Load.Clients;

public sealed class HashAgreementTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a a a", "a")]
    [InlineData("a b a", "a")]
    [InlineData("a b", null)]
    [InlineData("a a b c", null)]
    public void More_than_half_have_to_agree(string hashes, string? right)
    {
        Assert.Equal(right, HashAgreement.Of(hashes.Split(' ')));
    }

    [Fact]
    public void Nobody_agrees_on_nothing()
    {
        Assert.Null(HashAgreement.Of([]));
    }
}
