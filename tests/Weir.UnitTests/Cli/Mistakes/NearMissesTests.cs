using Weir.Cli.Mistakes;

namespace Weir.UnitTests.Cli.Mistakes;

public sealed class NearMissesTests
{
    private static readonly string[] Names = ["serve", "get", "proxy", "probe", "--checksum", "--quiet"];

    [Theory]
    [InlineData("gte", "get")]
    [InlineData("sreve", "serve")]
    [InlineData("server", "serve")]
    [InlineData("prob", "probe")]
    [InlineData("--checksm", "--checksum")]
    [InlineData("--quite", "--quiet")]
    [InlineData("download", null)]
    [InlineData("go", null)]
    [InlineData("--q", null)]
    public void A_slip_of_the_finger_finds_what_was_meant(string text, string? meant)
    {
        Assert.Equal(meant, NearMisses.Find(text, Names));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "abd", 1)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "abcd", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Slips_are_counted(string from, string to, int slips)
    {
        Assert.Equal(slips, NearMisses.Slips(from, to));
        Assert.Equal(slips, NearMisses.Slips(to, from));
    }
}
