using System.Text;

namespace Weir.Cli.Serving;

/// <summary>The line that is being typed on the screen. Pure.</summary>
internal sealed class InputLine
{
    /// <summary>Longer than any command; a cat on the keyboard fills no screen.</summary>
    private const int MaxLength = 20;

    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    /// <summary>Takes one key; gives the line when it was Enter.</summary>
    public string? Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                var line = Text;
                _text.Clear();
                return line;
            case ConsoleKey.Escape:
                _text.Clear();
                return null;
            case ConsoleKey.Backspace:
                if (_text.Length > 0)
                    _text.Length--;
                return null;
            default:
                if (!char.IsControl(key.KeyChar) && _text.Length < MaxLength)
                    _text.Append(key.KeyChar);
                return null;
        }
    }
}
