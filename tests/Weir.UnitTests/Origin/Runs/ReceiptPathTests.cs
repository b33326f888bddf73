using Weir.Origin.Runs;

namespace Weir.UnitTests.Origin.Runs;

public sealed class ReceiptPathTests
{
    [Fact]
    public void A_path_is_read_back()
    {
        var path = ReceiptPath.Of("lab3", 2, "0123abcd");

        Assert.Equal("/.weir/runs/lab3/2/0123abcd", path);
        Assert.True(ReceiptPath.TryParse(path, out var run, out var ticket));
        Assert.Equal(("lab3", "0123abcd"), (run, ticket));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/.weir/runs/")]
    [InlineData("/.weir/runs/lab3/2")]
    [InlineData("/.weir/runs/lab3/2/x/y")]
    public void Another_path_is_none(string path)
    {
        Assert.False(ReceiptPath.TryParse(path, out _, out _));
    }

    [Theory]
    [InlineData("lab3", true)]
    [InlineData("Lab_3.a-b", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    public void A_name_of_a_run_fits_into_a_path(string name, bool isGood)
    {
        Assert.Equal(isGood, RunOptions.IsName(name));
        Assert.False(RunOptions.IsName(new string('a', 65)));
    }
}
