using Weir.Cli.Terminal;

namespace Weir.UnitTests.Cli.Terminal;

public sealed class TypedLineTests
{
    private readonly TypedLine _line = new("> ");

    [Fact]
    public void Characters_make_the_line_and_Enter_completes_it()
    {
        Typing.Type(_line.Press, "abc");
        _line.Press(Typing.Key(ConsoleKey.Backspace));

        Assert.True(_line.Press(Typing.Key(ConsoleKey.Enter)));
        Assert.Equal("ab", _line.Text);
    }

    [Fact]
    public void Backspace_in_an_empty_line_and_keys_without_a_character_do_nothing()
    {
        _line.Press(Typing.Key(ConsoleKey.Backspace));
        _line.Press(Typing.Key(ConsoleKey.LeftArrow));

        Assert.Equal("", _line.Text);
    }

    [Fact]
    public void What_went_away_is_drawn_over()
    {
        Typing.Type(_line.Press, "abc");
        Assert.Equal("\r> abc", _line.Draw(80));
        _line.Press(new ConsoleKeyInfo('\u0015', ConsoleKey.U, shift: false, alt: false, control: true));

        Assert.Equal("\r>    \b\b\b", _line.Draw(80));
    }

    [Fact]
    public void Of_a_line_wider_than_the_screen_the_end_is_shown()
    {
        Typing.Type(_line.Press, "0123456789");

        Assert.Equal("\r> …6789", _line.Draw(8));
    }
}
