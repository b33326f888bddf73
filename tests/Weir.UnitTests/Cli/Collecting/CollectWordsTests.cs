using System.Net;
using Weir.Cli.Collecting;
using Weir.Collector.Storage;

namespace Weir.UnitTests.Cli.Collecting;

public sealed class CollectWordsTests
{
    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1:7070/")]
    [InlineData("::1", "http://[::1]:7070/")]
    [InlineData("0.0.0.0", "http://collector-host:7070/")]
    public void The_url_is_one_that_agents_can_use(string address, string url)
    {
        Assert.Equal(
            url,
            CollectWords.Url(new IPEndPoint(IPAddress.Parse(address), 7070), isTls: false, "collector-host")
        );
    }

    [Fact]
    public void The_commands_that_add_an_agent_can_be_copied()
    {
        Assert.Equal(
            [
                "to add an agent, make a token here and take it there:",
                "  weir collect token add NAME --store 'sqlite:/srv/it'\\''s here/weir.db' > NAME.token",
                "  weir agent FILE-URL --every 5m --agent NAME --collector https://c:7070/ --token NAME.token --pin sha256:ab",
            ],
            CollectWords.AddingAnAgent("https://c:7070/", new StoreAddress.Sqlite("/srv/it's here/weir.db"), "ab")
        );
    }
}
