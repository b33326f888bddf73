namespace Weir.Cli.Terminal;

/// <summary>
/// The keys that are typed, one keyboard for the process: each key goes to who took it last, and to nobody while nobody
/// has. A read of the terminal cannot be called off, so a second reader would steal keys from the first for ever.
/// </summary>
/// <param name="read">Waits for the next key; null at the end of all.</param>
internal sealed class Keyboard(Func<ConsoleKeyInfo?> read)
{
    private readonly Lock _lock = new(); // guards _takers and _isRunning
    private readonly List<Taker> _takers = [];
    private bool _isRunning;

    /// <summary>People type at it; a pipe is no keyboard to ask questions at.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The process's own: its terminal, or the characters of a pipe as keys.</summary>
    /// <param name="input">stdin as characters.</param>
    public static Keyboard OfConsole(Lazy<TextReader> input) =>
        Console.IsInputRedirected
            ? new Keyboard(() => Key(input.Value.Read()))
            : new Keyboard(() => Console.ReadKey(intercept: true)) { IsTerminal = true };

    /// <summary>Hands each key to <paramref name="press"/> until what it gives is disposed of.</summary>
    /// <param name="press">Called on the thread of the keyboard; must not wait.</param>
    public IDisposable Take(Action<ConsoleKeyInfo> press)
    {
        var taker = new Taker(this, press);
        lock (_lock)
        {
            _takers.Add(taker);
            if (!_isRunning)
                new Thread(Run) { Name = "keys", IsBackground = true }.Start();
            _isRunning = true;
        }

        return taker;
    }

    private void Run()
    {
        while (read() is { } key)
        {
            lock (_lock)
                _takers.LastOrDefault()?.Press(key);
        }
    }

    private static ConsoleKeyInfo? Key(int character)
    {
        var key = character == '\n' ? ConsoleKey.Enter : ConsoleKey.None;
        return character < 0
            ? null
            : new ConsoleKeyInfo((char)character, key, shift: false, alt: false, control: false);
    }

    private sealed class Taker(Keyboard keyboard, Action<ConsoleKeyInfo> press) : IDisposable
    {
        public Action<ConsoleKeyInfo> Press => press;

        public void Dispose()
        {
            lock (keyboard._lock)
                keyboard._takers.Remove(this);
        }
    }
}
