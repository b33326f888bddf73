using Weir.Http.Fields;
using Weir.Proxy.Caching.Rules;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Rules;

/// <summary>RFC 9111 4.1.</summary>
public class SelectionTests
{
    [Theory]
    [InlineData("foo", "Foo: 1", "Foo: 1", true)]
    [InlineData("foo", "Foo: 1", "Foo: 2", false)]
    [InlineData("foo", "Foo: 1", "", false)]
    [InlineData("foo", "", "Foo: 1", false)]
    [InlineData("foo", "", "", true)]
    [InlineData("foo", "Foo: 1", "Foo: 1 | Bar: 2", true)]
    [InlineData("foo, bar", "Foo: 1 | Bar: 2", "Bar: 2 | Foo: 1", true)]
    [InlineData("foo, bar", "Foo: 1 | Bar: 2", "Foo: 1", false)]
    [InlineData("foo", "Foo: 1, 2", "Foo: 1 | Foo:  2 ", true)]
    [InlineData("foo", "Foo: 1,2", "Foo: 1 , 2", true)]
    [InlineData("foo", "Foo: 1, 2", "Foo: 2, 1", false)]
    [InlineData("foo", "Foo: A", "Foo: a", false)]
    [InlineData("accept-language", "Accept-Language: EN, de", "Accept-Language: en,De", true)]
    [InlineData("foo", "Foo:", "", false)]
    public void A_request_selects_what_was_chosen_by_the_same_values(
        string vary,
        string original,
        string later,
        bool expected
    )
    {
        var field = VaryField.Of(Response("HTTP/1.1 200 OK", "Vary: " + vary));
        var selection = Selection.Of(field, Request(Stored.Split(original)));

        Assert.Equal(expected, selection.Matches(Request(Stored.Split(later))));
    }

    [Fact]
    public void Without_Vary_every_request_selects_it() =>
        Assert.True(Selection.Of(VaryField.None, Request("Foo: 1")).Matches(Request()));
}
