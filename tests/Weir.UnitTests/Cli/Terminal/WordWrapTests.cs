using Weir.Cli.Terminal;

namespace Weir.UnitTests.Cli.Terminal;

public sealed class WordWrapTests
{
    [Theory]
    [InlineData("one two", "one two")]
    [InlineData("one two three four", "one two\n  three\n  four")]
    [InlineData("a-word-that-is-too-long b", "a-word-that-is-too-long\n  b")]
    public void Lines_break_between_words(string sentence, string expected)
    {
        Assert.Equal(expected, WordWrap.Of(sentence, 10));
    }

    [Fact]
    public void Words_stay_behind_what_begins_their_line()
    {
        Assert.Equal("  ok  one\n      two", WordWrap.After("  ok  ", "one two", 10));
        Assert.Equal("  ok  one two", WordWrap.After("  ok  ", "one two", int.MaxValue));
    }
}
