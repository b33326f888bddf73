namespace Weir.UnitTests.Documents;

public sealed class ShellTextTests
{
    [Theory]
    [InlineData("weir get a b\nls", "weir·get·a·b|ls")]
    [InlineData("a 'b c' \"d e\" f\\ g", "a·b c·d e·f g")]
    [InlineData("a \\\n  b # c", "a·b")]
    [InlineData("a > f 2> g b </dev/null & c", "a·b|c")]
    [InlineData("a | b && c; d", "a|b|c|d")]
    [InlineData("source <(a b)", "a·b|source")]
    [InlineData("a \"x: $(b c)\"", "b·c|a·x: ?")]
    [InlineData("a $n ${m} b#c", "a·?·?·b#c")]
    public void Commands_are_taken_apart_as_a_shell_does(string text, string expected)
    {
        var commands = ShellText.Commands(text).Select(words => string.Join('·', words));

        Assert.Equal(expected, string.Join('|', commands).Replace(ShellText.Unknown, "?", StringComparison.Ordinal));
    }
}
