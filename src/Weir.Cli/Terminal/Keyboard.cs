namespace Weir.Cli.Terminal;

/// <summary>The keys that are typed at a screen.</summary>
/// <param name="input">stdin as characters, for a screen whose keys come from a pipe.</param>
internal sealed class Keyboard(Lazy<TextReader> input)
{
    /// <summary>
    /// Hands each key to <paramref name="press"/>, on a thread of its own that waits for the next one until the process
    /// ends: a read of the terminal cannot be called off.
    /// </summary>
    public void Start(Action<ConsoleKeyInfo> press)
    {
        var thread = new Thread(() =>
        {
            while (Read() is { } key)
                press(key);
        })
        {
            Name = "keys",
            IsBackground = true,
        };
        thread.Start();
    }

    /// <summary>Null at the end of a pipe.</summary>
    private ConsoleKeyInfo? Read()
    {
        if (!Console.IsInputRedirected)
            return Console.ReadKey(intercept: true);
        var character = input.Value.Read();
        var key = character == '\n' ? ConsoleKey.Enter : ConsoleKey.None;
        return character < 0
            ? null
            : new ConsoleKeyInfo((char)character, key, shift: false, alt: false, control: false);
    }
}
