using Weir.Cli.Serving;
using Weir.Origin.Runs;

namespace Weir.UnitTests.Cli.Serving;

public sealed class BoardTextTests
{
    [Fact]
    public void Nobody_takes_no_line() => Assert.Empty(BoardText.Lines(new ReadyBoard([], []), 80, 4));

    [Fact]
    public void Names_stand_in_their_order_and_lines_break_between_them() =>
        Assert.Equal(
            ["ready  anna  bert", "       cleo", "at work  dora"],
            BoardText.Lines(new ReadyBoard(["anna", "bert", "cleo"], ["dora"]), 17, 4)
        );

    [Fact]
    public void Those_that_do_not_fit_are_counted() =>
        Assert.Equal(
            ["ready  client-1  client-2  client-3", "       client-4  and 8 more"],
            BoardText.Lines(new ReadyBoard([.. Enumerable.Range(1, 12).Select(i => $"client-{i}")], []), 35, 2)
        );

    [Fact]
    public void All_names_or_their_number_are_told_and_no_line_is_too_long()
    {
        for (var count = 1; count < 60; count++)
        {
            var lines = BoardText.Lines(
                new ReadyBoard([.. Enumerable.Range(1, count).Select(i => $"c{i}")], []),
                40,
                3
            );
            var words = string.Join("  ", lines).Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
            var more = words.IndexOf("and");
            Assert.Equal(count, more < 0 ? words.Count : more + int.Parse(words[more + 1]));
            Assert.All(lines, line => Assert.True(line.Length <= 40, line));
            Assert.True(lines.Count <= 3);
        }
    }
}
