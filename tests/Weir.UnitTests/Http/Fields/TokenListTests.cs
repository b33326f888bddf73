using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class TokenListTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a,b", "a|b")]
    [InlineData(" a\t, b c ,", "a|b c|")]
    [InlineData(",,", "||")]
    public void A_list_is_split_at_its_commas(string value, string members)
    {
        var found = new List<string>();
        foreach (var member in new TokenList(Bytes(value)))
            found.Add(Text(member));
        Assert.Equal(members, string.Join('|', found));
    }
}
