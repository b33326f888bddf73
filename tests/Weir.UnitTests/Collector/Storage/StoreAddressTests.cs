using Weir.Collector.Storage;

namespace Weir.UnitTests.Collector.Storage;

public sealed class StoreAddressTests
{
    [Fact]
    public void A_file_is_named_after_its_kind()
    {
        Assert.True(StoreAddress.TryParse("sqlite:/var/lib/weir.db", out var address, out _));
        Assert.Equal("/var/lib/weir.db", address.File);
        Assert.Equal("sqlite:/var/lib/weir.db", address.ToString());
    }

    [Theory]
    [InlineData("weir.db", "\"weir.db\" is no store; write sqlite:FILE")]
    [InlineData("sqlite:", "\"sqlite:\" names no file; write sqlite:FILE")]
    [InlineData("postgres://h/weir", "this version stores in SQLite only; write sqlite:FILE")]
    public void Anything_else_is_told(string text, string problem)
    {
        Assert.False(StoreAddress.TryParse(text, out _, out var told));
        Assert.Equal(problem, told);
    }
}
