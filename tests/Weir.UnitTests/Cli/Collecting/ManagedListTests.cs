using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;

namespace Weir.UnitTests.Cli.Collecting;

public sealed class ManagedListTests
{
    [Fact]
    public void A_server_has_a_name_a_url_and_a_token_file()
    {
        var server = Assert.Single(ManagedList.Read(["origin=http://127.0.0.1:8900,my.token"], _ => true));

        Assert.Equal(("origin", "http://127.0.0.1:8900/"), (server.Name, server.Url.ToString()));
        Assert.Equal(Path.GetFullPath("my.token"), server.TokenFile);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8900,f", "write it as NAME=URL,TOKENFILE")]
    [InlineData("origin=http://127.0.0.1:8900", "write it as NAME=URL,TOKENFILE")]
    [InlineData("or/igin=http://127.0.0.1:8900,f", "a name has letters")]
    [InlineData("origin=127.0.0.1:8900,f", "is no URL of a control listener")]
    [InlineData("origin=http://127.0.0.1:8900/replicas,f", "is no URL of a control listener")]
    [InlineData("origin=http://u:p@127.0.0.1:8900,f", "is no URL of a control listener")]
    [InlineData("origin=http://127.0.0.1:8900,missing.token", "does not exist")]
    public void A_mistake_is_named_with_its_remedy(string value, string says)
    {
        var mistake = Assert.Throws<MistakeException>(() => ManagedList.Read([value], file => file == "f"));

        Assert.StartsWith("--manage ", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(says, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_name_are_refused()
    {
        var mistake = Assert.Throws<MistakeException>(() =>
            ManagedList.Read(["a=http://127.0.0.1:1,f", "a=http://127.0.0.1:2,f"], _ => true)
        );
        Assert.Contains("a is given twice", mistake.Message, StringComparison.Ordinal);
    }
}
