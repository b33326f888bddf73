namespace Weir.Cli.Menu;

/// <summary>Where in the menu one stands, and what a key makes of it. Pure.</summary>
/// <param name="choices">How many there are; the line after them quits.</param>
internal sealed class MenuCursor(int choices)
{
    /// <summary>From 0; equal to the number of choices on the line that quits.</summary>
    public int Selected { get; private set; }

    /// <summary>Takes one key; true when it chose the selected line.</summary>
    public bool Press(ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { Key: ConsoleKey.UpArrow }:
                Selected = (Selected + choices) % (choices + 1);
                return false;
            case { Key: ConsoleKey.DownArrow }:
                Selected = (Selected + 1) % (choices + 1);
                return false;
            case { Key: ConsoleKey.Home }:
                Selected = 0;
                return false;
            case { Key: ConsoleKey.End } or { KeyChar: 'q' or 'Q' } or { KeyChar: '\u0004' }:
                Selected = choices;
                return key.Key != ConsoleKey.End;
            case { Key: ConsoleKey.Enter }:
                return true;
            default:
                // 0 stands after 9, as on a keyboard.
                var digit = key.KeyChar is '0' ? 9 : key.KeyChar - '1';
                if (digit is < 0 or > 9 || digit >= choices)
                    return false;
                Selected = digit;
                return true;
        }
    }
}
