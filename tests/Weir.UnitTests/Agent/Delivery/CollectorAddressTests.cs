using Weir.Agent.Delivery;

namespace Weir.UnitTests.Agent.Delivery;

public sealed class CollectorAddressTests
{
    [Theory]
    [InlineData("https://c:7070", "https://c:7070/api/v1/measurements")]
    [InlineData("https://c:7070/", "https://c:7070/api/v1/measurements")]
    [InlineData("http://127.0.0.1/weir/", "http://127.0.0.1/weir/api/v1/measurements")]
    public void The_address_is_under_the_url(string url, string address)
    {
        Assert.True(CollectorAddress.TryParse(url, out var uri, out _));
        Assert.Equal(address, uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("c:7070", "is not a URL")]
    [InlineData("", "is not a URL")]
    [InlineData("ftp://c", "scheme ftp")]
    [InlineData("https://me:secret@c", "--token")]
    [InlineData("https://c/?token=x", "query")]
    public void Other_things_are_explained(string url, string part)
    {
        Assert.False(CollectorAddress.TryParse(url, out _, out var mistake));
        Assert.Contains(part, mistake, StringComparison.Ordinal);
    }
}
