namespace Weir.UnitTests.Cli.Terminal;

/// <summary>Keys as a keyboard gives them.</summary>
internal static class Typing
{
    public static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: false);

    public static ConsoleKeyInfo Key(char character) =>
        character switch
        {
            '\n' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, shift: false, alt: false, control: false),
            '\u001b' => new ConsoleKeyInfo('\u001b', ConsoleKey.Escape, shift: false, alt: false, control: false),
            _ => new ConsoleKeyInfo(character, ConsoleKey.None, shift: false, alt: false, control: false),
        };

    public static void Type(Func<ConsoleKeyInfo, bool> press, string text)
    {
        foreach (var character in text)
            press(Key(character));
    }
}
