using System.Globalization;
using System.Text;

namespace Weir.Downloads.Sources;

/// <summary>
/// Makes a file name of what a URL or a server calls the file: nothing survives that could leave the folder, hide the
/// file, show it under another name, or mean something else to another system. Pure.
/// </summary>
internal static class SafeFileName
{
    private const string Forbidden = "/\\:*?\"<>|";

    /// <summary>File systems take 255 bytes; the rest is for the suffixes of the part file and the journal.</summary>
    private const int MostBytes = 200;

    /// <summary>Names that are devices on Windows, with any extension.</summary>
    private static readonly HashSet<string> Devices = new(
        "CON PRN AUX NUL COM0 COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9 LPT0 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9".Split(
            ' '
        ),
        StringComparer.OrdinalIgnoreCase
    );

    /// <returns>Null when nothing is left.</returns>
    public static string? Of(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            safe.Append(IsSafe(rune) ? rune.ToString() : "_");
        var end = LastBytes(safe.ToString().Trim(' ', '.')).Trim(' ', '.');
        if (end.Length == 0)
            return null;
        return Devices.Contains(end.Split('.')[0].TrimEnd(' ')) ? "_" + end : end;
    }

    // Format characters turn the direction of writing around, or are not seen at all.
    private static bool IsSafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            )
        && !(rune.IsBmp && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal));

    /// <summary>The end of a long name, where its extension is.</summary>
    private static string LastBytes(string name)
    {
        var start = 0;
        for (var left = Encoding.UTF8.GetByteCount(name); left > MostBytes; )
        {
            var first = Rune.GetRuneAt(name, start);
            left -= first.Utf8SequenceLength;
            start += first.Utf16SequenceLength;
        }
        return name[start..];
    }
}
