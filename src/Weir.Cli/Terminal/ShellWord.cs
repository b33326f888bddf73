namespace Weir.Cli.Terminal;

/// <summary>Words of command lines that are printed to be copied. Pure.</summary>
internal static class ShellWord
{
    /// <summary>The word as a POSIX shell takes it for one, quoted only where it must be.</summary>
    public static string Of(string word) =>
        word.Length > 0
        && word.All(c => char.IsAsciiLetterOrDigit(c) || "/:._-+,@%".Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
