using Weir.Http.Fields;

namespace Weir.UnitTests.Http.Fields;

public class CommonRulesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(200)]
    public void Value_with_a_control_character_is_none_however_long_it_is(int length)
    {
        for (var b = 0; b < 256; b++)
        {
            var value = new byte[length];
            value.AsSpan().Fill((byte)'a');
            value[^1] = (byte)b;

            Assert.Equal(!CommonRules.IsControl((byte)b), CommonRules.IsFieldValue(value));
            Assert.Equal(CommonRules.IsControl((byte)b) ? length - 1 : -1, CommonRules.IndexOfControl(value));
        }
    }

    [Fact]
    public void Token_has_letters_digits_and_fifteen_marks()
    {
        Assert.All(
            Enumerable.Range(0, 256).Select(b => (byte)b),
            b =>
                Assert.Equal(
                    char.IsAsciiLetterOrDigit((char)b) || "!#$%&'*+-.^_`|~".Contains((char)b, StringComparison.Ordinal),
                    CommonRules.IsToken([(byte)'a', b])
                )
        );
        Assert.False(CommonRules.IsToken([]));
    }
}
