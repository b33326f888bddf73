using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class HostFieldTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("example.org")]
    [InlineData("Example.org.:80")]
    [InlineData("under_score-host:65535")]
    [InlineData("127.0.0.1:8000")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]:8000")]
    public void A_name_or_address_with_or_without_port_is_valid(string value) =>
        Assert.True(HostField.IsValid(Bytes(value)));

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("a:")]
    [InlineData("a:b")]
    [InlineData("a:+80")]
    [InlineData("a:65536")]
    [InlineData("a:000080")]
    [InlineData("a:80:80")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("u@a")]
    [InlineData("a%2fb")]
    [InlineData("a\\b")]
    [InlineData("a<b>")]
    [InlineData("\u00e9")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[]")]
    [InlineData("[::1]x")]
    [InlineData("[::1]80")]
    [InlineData("[a.b]:80:")]
    [InlineData("[g::1]")]
    public void Any_other_form_is_refused(string value) => Assert.False(HostField.IsValid(Bytes(value)));

    [Fact]
    public void Longer_than_any_name_is_refused()
    {
        Assert.True(HostField.IsValid(Bytes(new string('a', 255) + ":65535")));
        Assert.False(HostField.IsValid(Bytes(new string('a', 256) + ":65535")));
    }
}
