using System.Text;

namespace Weir.Cli.Terminal;

/// <summary>Where a command writes. The only seam to the console, so that tests read what people would.</summary>
/// <param name="Out">stdout: results, and with <c>--json</c> nothing else. Safe for several threads.</param>
/// <param name="Error">stderr: progress, notes, mistakes. Safe for several threads.</param>
internal sealed record Output(TextWriter Out, TextWriter Error)
{
    private const int WidthWithoutTerminal = 80;

    /// <summary>True when stdout is a terminal.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>True when stderr, where progress goes, is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>True when colours and cursor movement are welcome: on a terminal, without <c>NO_COLOR</c>.</summary>
    public bool UsesColor { get; init; }

    /// <summary>True when only results and mistakes are to be told.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Columns of the terminal, looked up at each call because windows change.</summary>
    public Func<int> CurrentWidth { get; init; } = () => WidthWithoutTerminal;

    public int Width => CurrentWidth();

    /// <summary>The process's own stdout and stderr.</summary>
    public static Output OfConsole()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var errorIsTerminal = !Console.IsErrorRedirected;
        // https://no-color.org: present and not empty, whatever its value.
        var plain =
            !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") is "dumb";
        return new Output(
            Writer(new GuardedStream(Console.OpenStandardOutput(), isResult: true)),
            Writer(new GuardedStream(Console.OpenStandardError(), isResult: false))
        )
        {
            IsTerminal = isTerminal,
            ErrorIsTerminal = errorIsTerminal,
            UsesColor = errorIsTerminal && !plain,
            CurrentWidth = isTerminal || errorIsTerminal ? ConsoleWidth : () => WidthWithoutTerminal,
        };
    }

    /// <summary>A line of result on stdout.</summary>
    public void Line(string text) => Out.WriteLine(text);

    /// <summary>A line for the reader of the screen on stderr; nothing when quiet.</summary>
    public void Note(string text)
    {
        if (!IsQuiet)
            Error.WriteLine(text);
    }

    /// <summary>A line on stderr, quiet or not.</summary>
    public void Mistake(string sentence) => Error.WriteLine(sentence);

    // Not Console.Out: that one takes the locale's encoding, and JSON is UTF-8 everywhere.
    private static TextWriter Writer(Stream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" });

    private static int ConsoleWidth()
    {
        try
        {
            var width = Console.IsOutputRedirected ? Console.BufferWidth : Console.WindowWidth;
            return width > 0 ? width : WidthWithoutTerminal;
        }
        catch (IOException)
        {
            return WidthWithoutTerminal;
        }
    }
}
