using FsCheck;
using FsCheck.Fluent;
using Weir.Cli.Arguments;

namespace Weir.UnitTests.Cli.Arguments;

public sealed class SourcePatternTests
{
    [Theory]
    [InlineData("http://h/f", "http://h/f")]
    [InlineData("", "")]
    [InlineData("http://h:{12000,13000}/f", "http://h:12000/f http://h:13000/f")]
    [InlineData("{12000..12002}", "12000 12001 12002")]
    [InlineData("{3..1}", "3 2 1")]
    [InlineData("m{08..10}.org", "m08.org m09.org m10.org")]
    [InlineData("{1..010}", "001 002 003 004 005 006 007 008 009 010")]
    [InlineData("{a,b}{1..2}", "a1 a2 b1 b2")]
    [InlineData("{one}", "one")]
    [InlineData("{a..b}", "a..b")]
    [InlineData("http://[::1]:{1,2}/", "http://[::1]:1/ http://[::1]:2/")]
    public void Braces_are_expanded_as_a_shell_does(string pattern, string expected)
    {
        Assert.True(SourcePattern.TryExpand(pattern, out var expanded, out var problem), problem);
        Assert.Equal(expected, string.Join(' ', expanded));
    }

    [Theory]
    [InlineData("{a", "\"{a\" does not close a brace; write a literal one as %7B")]
    [InlineData("a}", "\"a}\" closes a brace that it did not open; write a literal one as %7D")]
    [InlineData("{a,{b,c}}", "\"{a,{b,c}}\" has a brace within a brace; write the choices side by side")]
    [InlineData("{}", "{} has an empty choice; write {a,b} or {1..5}")]
    [InlineData("{a,}", "{a,} has an empty choice; write {a,b} or {1..5}")]
    [InlineData("{0..1000}", "{0..1000} makes more than 1000 sources; name fewer")]
    [InlineData("{1..100}{1..11}", "{1..11} makes more than 1000 sources; name fewer")]
    [InlineData("{0..2147483647}", "{0..2147483647} makes more than 1000 sources; name fewer")]
    public void What_cannot_be_expanded_is_refused_with_a_reason(string pattern, string expected)
    {
        Assert.False(SourcePattern.TryExpand(pattern, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_range_gives_every_number_once_in_order()
    {
        Prop.ForAll(
                Gen.Choose(0, 700).Two().ToArbitrary(),
                ends =>
                {
                    var (from, count) = (ends.Item1, ends.Item2 + 1);
                    return SourcePattern.TryExpand($"{{{from}..{from + count - 1}}}", out var expanded, out _)
                        && expanded.Select(int.Parse).SequenceEqual(Enumerable.Range(from, count));
                }
            )
            .QuickCheckThrowOnFailure();
    }
}
