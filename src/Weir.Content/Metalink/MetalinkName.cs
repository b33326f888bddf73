using System.Text;

namespace Weir.Content.Metalink;

/// <summary>Makes a file name of what a document calls a file.</summary>
public static class MetalinkName
{
    private const int MaxBytes = 200; // file systems take 255; a suffix for what is unfinished must fit as well

    /// <summary>
    /// The last segment of the name, with what no file name should have replaced by "_": so it names a place in the folder
    /// and nowhere else (RFC 5854 4.1.2.1 forbids traversal). Null when nothing is left of it.
    /// </summary>
    public static string? Sanitise(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        if (last is "" or "." or "..")
            return null;
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(clean.ToString()) + rune.Utf8SequenceLength > MaxBytes)
                break;
            clean.Append(IsHarmless(rune) && !(clean.Length == 0 && rune.Value == '-') ? rune.ToString() : "_");
        }

        return clean.ToString();
    }

    /// <remarks>Format characters too: one that turns the direction of writing makes "exe.jpg" of "gpj.exe".</remarks>
    private static bool IsHarmless(Rune rune) =>
        rune.Value is not (':' or '*' or '?' or '"' or '<' or '>' or '|' or 0xfffd)
        && Rune.GetUnicodeCategory(rune)
            is not (
                System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator
                or System.Globalization.UnicodeCategory.OtherNotAssigned
            );
}
