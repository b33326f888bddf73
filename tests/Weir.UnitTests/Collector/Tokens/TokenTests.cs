using Weir.Collector.Tokens;

namespace Weir.UnitTests.Collector.Tokens;

public sealed class TokenTests
{
    [Fact]
    public void A_secret_has_256_bits_and_is_never_the_same()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => TokenSecret.Make()).ToList();

        Assert.Equal(100, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Matches("^[A-Za-z0-9_-]{43}$", secret));
    }

    [Theory]
    [InlineData("Bearer abc", "abc")]
    [InlineData("bearer  abc ", "abc")]
    [InlineData("Bearer ", null)]
    [InlineData("Basic abc", null)]
    [InlineData(null, null)]
    public void The_field_holds_the_secret(string? field, string? secret)
    {
        Assert.Equal(secret, TokenSecret.FromField(field));
    }

    [Fact]
    public void A_secret_of_any_length_is_not_even_hashed()
    {
        Assert.Null(TokenSecret.FromField("Bearer " + new string('a', 1000)));
    }

    [Theory]
    [InlineData("write", TokenScopes.Write)]
    [InlineData("read", TokenScopes.Read)]
    [InlineData("read,write", TokenScopes.Read | TokenScopes.Write)]
    public void Scopes_are_words(string text, TokenScopes scopes)
    {
        Assert.True(TokenScopeNames.TryParse(text, out var read, out _));
        Assert.Equal(scopes, read);
    }

    [Fact]
    public void A_scope_that_does_not_exist_is_told()
    {
        Assert.False(TokenScopeNames.TryParse("write,all", out _, out var problem));
        Assert.Equal("\"all\" is no scope; write write, read or write,read", problem);
    }
}
