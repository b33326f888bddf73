using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class AcceptFieldTests
{
    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=utf-8", true)]
    [InlineData("application/*", true)]
    [InlineData("application/json, text/plain, */*", true)]
    [InlineData("text/html;q=0.5, application/json;q=0.51", true)]
    [InlineData("text/html;q=0, */*", true)]
    [InlineData("application/json;q=1.000, text/html;Q=0.999", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false)]
    [InlineData("text/html, application/json", false)]
    [InlineData("application/json;q=0.4, text/html;q=0.5", false)]
    [InlineData("application/json;q=0, */*", false)]
    [InlineData("application/json;q=1.5, text/html;q=0.1", false)]
    [InlineData("application/json;q=0.1234, text/html;q=0.1", false)]
    [InlineData("application/json;q=, text/html;q=0.1", false)]
    [InlineData("*/*", false)]
    [InlineData("json", false)]
    [InlineData("", false)]
    public void Json_is_preferred_when_its_quality_is_higher_or_it_alone_is_named(string accept, bool json) =>
        Assert.Equal(json, AcceptField.PrefersJson(Request("Accept: " + accept)));

    [Fact]
    public void Without_Accept_html_is_given() => Assert.False(AcceptField.PrefersJson(Request()));

    [Fact]
    public void Accept_may_come_in_several_lines() =>
        Assert.True(AcceptField.PrefersJson(Request("Accept: text/html;q=0.1", "Accept: application/json")));
}
