using Weir.Collector.Storage;

namespace Weir.UnitTests.Collector.Storage;

public sealed class StoreAddressTests
{
    [Fact]
    public void A_file_is_named_after_its_kind()
    {
        Assert.True(StoreAddress.TryParse("sqlite:/var/lib/weir.db", out var address, out _));
        Assert.Equal(new StoreAddress.Sqlite("/var/lib/weir.db"), address);
        Assert.Equal("sqlite:/var/lib/weir.db", address.ToString());
    }

    [Fact]
    public void A_password_is_known_and_not_shown()
    {
        Assert.True(StoreAddress.TryParse("postgresql://ann:p%40ss@db.example:5433/weir", out var address, out _));
        var postgres = Assert.IsType<StoreAddress.Postgres>(address);
        Assert.Equal(("ann", "p@ss", "weir"), (postgres.User, postgres.Password, postgres.Database));
        Assert.Equal("postgres://ann@db.example:5433/weir", address.ToString());
    }

    [Theory]
    [InlineData("weir.db", "\"weir.db\" is no store; write sqlite:FILE or postgres://USER@HOST/DATABASE")]
    [InlineData("sqlite:", "\"sqlite:\" names no file; write sqlite:FILE")]
    [InlineData("postgres://h/", "the URL names no database; write postgres://USER@HOST/DATABASE")]
    [InlineData("postgres:weir", "the URL of the database is not whole; write postgres://USER@HOST/DATABASE")]
    [InlineData("postgres://h/a/b", "the URL names no database; write postgres://USER@HOST/DATABASE")]
    [InlineData("postgres://h/a?x=y", "the URL of a database has no query here; write postgres://USER@HOST/DATABASE")]
    public void Anything_else_is_told(string text, string problem)
    {
        Assert.False(StoreAddress.TryParse(text, out _, out var told));
        Assert.Equal(problem, told);
    }
}
