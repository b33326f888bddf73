using Weir.Cli.Serving;

namespace Weir.UnitTests.Cli.Serving;

public sealed class InputLineTests
{
    [Fact]
    public void Typed_keys_make_a_line_that_enter_gives()
    {
        var line = new InputLine();
        Assert.Null(Press(line, "e12"));
        Assert.Equal("e12", line.Text);
        Assert.Null(line.Press(Key(ConsoleKey.Backspace)));
        Assert.Equal("e1", line.Press(Key(ConsoleKey.Enter)));
        Assert.Equal("", line.Text);
    }

    [Fact]
    public void Escape_begins_anew_and_other_keys_do_nothing()
    {
        var line = new InputLine();
        Press(line, "r1");
        line.Press(Key(ConsoleKey.LeftArrow));
        Assert.Equal("r1", line.Text);
        line.Press(Key(ConsoleKey.Escape));
        Assert.Equal("", line.Press(Key(ConsoleKey.Enter)));
    }

    [Fact]
    public void A_cat_on_the_keyboard_fills_no_screen()
    {
        var line = new InputLine();
        Press(line, new string('x', 1000));
        Assert.InRange(line.Text.Length, 1, 40);
    }

    private static string? Press(InputLine line, string text)
    {
        string? entered = null;
        foreach (var c in text)
            entered = line.Press(new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false));
        return entered;
    }

    private static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, false, false, false);
}
