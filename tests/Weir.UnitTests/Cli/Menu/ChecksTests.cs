using Weir.Cli.Menu;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Menu;

public sealed class ChecksTests
{
    [Theory]
    [InlineData("8000", true)]
    [InlineData("0", false)]
    [InlineData("65536", false)]
    [InlineData("-1", false)]
    [InlineData("http", false)]
    public void A_port_is_a_number_that_can_be_one(string answer, bool isGood)
    {
        Assert.Equal(isGood ? null : $"\"{answer}\" is not a port from 1 to 65535", Checks.Port(answer));
    }

    [Theory]
    [InlineData("http://a/f", null)]
    [InlineData("http://a/f  http://{b,c}/f", null)]
    [InlineData("http://a/f ftp://b/f", "ftp://b/f has the scheme ftp; use https or http")]
    [InlineData("f", "f is not a URL; write it as http://HOST:PORT/FILE")]
    public void Each_of_several_URLs_is_checked(string answer, string? problem)
    {
        Assert.Equal(problem, Checks.Urls(answer));
    }

    [Theory]
    [InlineData("127.0.0.1:8620")]
    [InlineData("echo:[::1]:7")]
    [InlineData("http://a/f")]
    public void A_target_is_a_URL_or_a_reflector(string answer)
    {
        Assert.Null(Checks.Target(answer));
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData("N", true)]
    [InlineData("maybe", false)]
    public void Yes_and_no_are_all_there_is(string answer, bool isGood)
    {
        Assert.Equal(isGood, Checks.YesOrNo(answer) is null);
    }

    [Fact]
    public void Files_are_looked_for()
    {
        using var folder = new TemporaryFolder();
        folder.Write("f", [1]);

        Assert.Null(Checks.ExistingPath(folder.Path));
        Assert.Null(Checks.ExistingFile(folder["f"]));
        Assert.NotNull(Checks.ExistingPath(folder["g"]));
        Assert.NotNull(Checks.ExistingFile(folder.Path));
        Assert.Null(Checks.NewFile(folder["g"]));
        Assert.NotNull(Checks.NewFile(folder["no/g"]));
        Assert.Null(Checks.StoreOrCollector($"sqlite:{folder["f"]}"));
        Assert.NotNull(Checks.StoreOrCollector($"sqlite:{folder["g"]}"));
        Assert.Null(Checks.StoreOrCollector("https://c:7070"));
    }
}
