namespace Weir.Cli.Terminal;

/// <summary>Keys as they are pressed, or characters where stdin is a pipe.</summary>
internal static class Keys
{
    /// <summary>Waits for the next one; null when stdin has ended.</summary>
    public static ConsoleKeyInfo? Read()
    {
        if (!Console.IsInputRedirected)
            return Console.ReadKey(intercept: true);
        var character = Console.In.Read();
        return character < 0 ? null
            : character == '\n' ? new ConsoleKeyInfo('\n', ConsoleKey.Enter, shift: false, alt: false, control: false)
            : new ConsoleKeyInfo((char)character, ConsoleKey.None, shift: false, alt: false, control: false);
    }
}
