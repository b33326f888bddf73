using Weir.Cli.Terminal;

namespace Weir.UnitTests.Cli.Terminal;

public sealed class ShellLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("http://127.0.0.1:8000/a%20b", "http://127.0.0.1:8000/a%20b")]
    [InlineData("http://h:{1..3}/f?a=b&c", "'http://h:{1..3}/f?a=b&c'")]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME`id`\"\\", "'$HOME`id`\"\\'")]
    [InlineData("~", "'~'")]
    [InlineData("ü", "'ü'")]
    [InlineData("", "''")]
    public void A_word_is_quoted_where_a_shell_would_read_something_into_it(string word, string quoted)
    {
        Assert.Equal(quoted, ShellLine.Quoted(word));
    }

    [Fact]
    public void Words_stand_apart()
    {
        Assert.Equal("weir get 'a b' -o f", ShellLine.Of(["weir", "get", "a b", "-o", "f"]));
    }
}
