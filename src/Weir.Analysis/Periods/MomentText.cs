using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Analysis.Periods;

/// <summary>Reads moments as people and programs write them.</summary>
public static class MomentText
{
    private const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    private static readonly string[] Local = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm"];

    /// <summary><c>2026-11-21T03:20:00Z</c> with its offset; <c>2026-11-21</c> and <c>2026-11-21T03:20</c> in the zone.</summary>
    public static bool TryParse(
        string text,
        TimeZoneInfo zone,
        out DateTimeOffset moment,
        [NotNullWhen(false)] out string? problem
    )
    {
        problem = null;
        if (
            DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year > 1
        )
        {
            moment = LocalTime.ToMoment(local, zone);
            return true;
        }

        if (TryParseRfc3339(text, out moment))
            return true;
        problem = $"\"{text}\" is no time; write 2026-11-21, 2026-11-21T03:20 or 2026-11-21T03:20:00Z";
        return false;
    }

    /// <summary>RFC 3339 5.6: date, time and offset all there; at most seven digits of a second's fraction count.</summary>
    public static bool TryParseRfc3339(string text, out DateTimeOffset moment)
    {
        moment = default;
        ArgumentNullException.ThrowIfNull(text);
        var hasOffset = text.Length > 19 && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-');
        return hasOffset
            && DateTimeOffset.TryParseExact(
                Shorten(text).ToUpperInvariant(),
                Rfc3339,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out moment
            );
    }

    /// <summary>Drops the digits below 100 ns.</summary>
    private static string Shorten(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            return text;
        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - point > 8 ? text[..(point + 8)] + text[end..] : text;
    }
}
