using Weir.Cli.Menu;
using Weir.UnitTests.Cli.Terminal;

namespace Weir.UnitTests.Cli.Menu;

public sealed class MenuCursorTests
{
    private readonly MenuCursor _cursor = new(8);

    [Fact]
    public void A_digit_chooses_its_line_at_once()
    {
        Assert.True(_cursor.Press(Typing.Key('4')));
        Assert.Equal(3, _cursor.Selected);
    }

    [Theory]
    [InlineData('9')]
    [InlineData('0')]
    [InlineData('x')]
    public void Other_characters_do_nothing(char character)
    {
        Assert.False(_cursor.Press(Typing.Key(character)));
        Assert.Equal(0, _cursor.Selected);
    }

    [Fact]
    public void Arrows_move_round_and_Enter_chooses()
    {
        _cursor.Press(Typing.Key(ConsoleKey.UpArrow));
        Assert.Equal(8, _cursor.Selected);
        _cursor.Press(Typing.Key(ConsoleKey.DownArrow));
        _cursor.Press(Typing.Key(ConsoleKey.DownArrow));
        Assert.True(_cursor.Press(Typing.Key(ConsoleKey.Enter)));
        Assert.Equal(1, _cursor.Selected);
    }

    [Fact]
    public void The_digit_0_chooses_the_tenth_line()
    {
        var cursor = new MenuCursor(10);

        Assert.True(cursor.Press(Typing.Key('0')));
        Assert.Equal(9, cursor.Selected);
    }

    [Theory]
    [InlineData('q')]
    [InlineData('\u0004')]
    public void Q_and_Ctrl_D_choose_the_line_that_quits(char character)
    {
        Assert.True(_cursor.Press(Typing.Key(character)));
        Assert.Equal(8, _cursor.Selected);
    }
}
