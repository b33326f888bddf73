using Weir.Probes.Loading;

namespace Weir.UnitTests.Probes.Loading;

public sealed class BufferbloatGradeTests
{
    [Theory]
    [InlineData(-1, "A+")]
    [InlineData(4.9, "A+")]
    [InlineData(5, "A")]
    [InlineData(30, "B")]
    [InlineData(60, "C")]
    [InlineData(200, "D")]
    [InlineData(400, "F")]
    public void Added_latency_has_the_letter_of_its_scheme(double milliseconds, string letter) =>
        Assert.Equal(letter, BufferbloatGrade.Of(TimeSpan.FromMilliseconds(milliseconds)));
}
