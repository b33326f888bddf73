namespace Weir.Cli.Terminal;

/// <summary>Command lines to copy, for a POSIX shell. Pure.</summary>
internal static class ShellLine
{
    /// <summary>What no shell reads as anything but itself, wherever it stands in a word.</summary>
    private const string Harmless = "/:._-+,@%";

    /// <summary>The words of a command, each quoted where it needs to be.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Harmless.Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
