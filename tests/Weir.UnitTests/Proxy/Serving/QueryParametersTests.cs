using Weir.Proxy.Serving;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Serving;

public class QueryParametersTests
{
    [Theory]
    [InlineData("url=%2Fa%3Fb%3D1", "/a?b=1")]
    [InlineData("x=1&url=/a", "/a")]
    [InlineData("url=", "")]
    [InlineData("", null)]
    [InlineData("urls=/a", null)]
    public void A_parameter_of_the_query_is_decoded(string query, string? expected) =>
        Assert.Equal(expected, QueryParameters.Find(Bytes(query), "url"));
}
