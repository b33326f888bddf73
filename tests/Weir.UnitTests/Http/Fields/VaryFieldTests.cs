using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class VaryFieldTests
{
    [Fact]
    public void Names_are_lower_case_and_sorted_and_each_there_once()
    {
        var vary = VaryField.Of(Response("HTTP/1.1 200 OK", "Vary: Foo , accept-encoding", "Vary: ,foo,BAR"));

        Assert.False(vary.IsAny);
        Assert.Equal(["accept-encoding", "bar", "foo"], vary.Names);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("*, *")]
    [InlineData("foo, *")]
    [InlineData("*,foo")]
    [InlineData("foo bar")]
    [InlineData("foo, \"*\"")]
    public void A_star_or_what_is_no_name_matches_nothing(string value) =>
        Assert.True(VaryField.Of(Response("HTTP/1.1 200 OK", "Vary: " + value)).IsAny);

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    public void An_empty_list_varies_by_nothing(string value) =>
        Assert.Same(VaryField.None, VaryField.Of(Response("HTTP/1.1 200 OK", "Vary: " + value)));
}
