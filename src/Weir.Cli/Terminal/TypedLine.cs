using System.Text;

namespace Weir.Cli.Terminal;

/// <summary>A line that is being typed, and how to draw it over itself without a cursor that moves up. Pure.</summary>
/// <param name="prompt">What stands before it.</param>
internal sealed class TypedLine(string prompt)
{
    /// <summary>Longer than any answer; a cat on the keyboard fills no memory.</summary>
    private const int MaxLength = 4096;

    private readonly StringBuilder _text = new();
    private int _drawn;

    public string Text => _text.ToString();

    /// <summary>Takes one key; true when it was Enter, and the line is complete.</summary>
    public bool Press(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Enter)
            return true;
        if (key.Key == ConsoleKey.Backspace)
            _text.Length = Math.Max(0, _text.Length - 1);
        else if (key is { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control })
            _text.Clear();
        else if (!char.IsControl(key.KeyChar) && _text.Length < MaxLength)
            _text.Append(key.KeyChar);
        return false;
    }

    public void Set(string text) => _text.Clear().Append(text);

    /// <summary>What to write to show the line as it is now, with the cursor at its end.</summary>
    /// <param name="width">Columns of the screen; of a longer line the end is shown.</param>
    public string Draw(int width)
    {
        var room = Math.Max(1, width - prompt.Length - 1);
        var shown = prompt + (_text.Length <= room ? Text : "…" + Text[^(room - 1)..]);
        var left = Math.Max(0, _drawn - shown.Length);
        _drawn = shown.Length;
        return "\r" + shown + new string(' ', left) + new string('\b', left);
    }
}
