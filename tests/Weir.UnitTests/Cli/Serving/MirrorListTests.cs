using Weir.Cli.Mistakes;
using Weir.Cli.Serving;

namespace Weir.UnitTests.Cli.Serving;

public sealed class MirrorListTests
{
    [Theory]
    [InlineData("http://a.example/files/", false)]
    [InlineData("https://a.example/f", false)]
    [InlineData("https://a.example/f?sign=x", true)]
    public void What_every_client_may_be_told_is_taken(string url, bool isOneFile) =>
        Assert.Equal([url], MirrorList.Check([url], isOneFile));

    [Theory]
    [InlineData("a.example", true, "no URL")]
    [InlineData("ftp://a.example/f", true, "no URL")]
    [InlineData("http://u:p@a.example/f", true, "password")]
    [InlineData("http://a.example/f#part", true, "#")]
    [InlineData("http://a.example/files/?x=y", false, "?")]
    public void What_leads_nowhere_or_tells_too_much_is_refused(string url, bool isOneFile, string because)
    {
        var mistake = Assert.Throws<MistakeException>(() => MirrorList.Check([url], isOneFile));
        Assert.StartsWith("--mirror: ", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(because, mistake.Message, StringComparison.Ordinal);
    }
}
