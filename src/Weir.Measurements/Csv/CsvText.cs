using System.Buffers;
using System.Globalization;
using System.Text;

namespace Weir.Measurements.Csv;

/// <summary>
/// Comma-separated values (RFC 4180): fields with commas, quotes or line breaks stand in quotes, quotes are doubled, an
/// unknown value is an empty field, lines end with CRLF. Readers of Weir take LF too.
/// </summary>
public static class CsvText
{
    /// <summary>What ends a line (RFC 4180 2.1).</summary>
    public const string LineEnd = "\r\n";

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>One line with its end.</summary>
    public static string Line(IEnumerable<string?> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var line = new StringBuilder();
        var comma = "";
        foreach (var field in fields)
        {
            Append(line.Append(comma), field ?? "");
            comma = ",";
        }

        // A line of one empty field would read as no line at all.
        return (line.Length == 0 ? line.Append("\"\"") : line).Append(LineEnd).ToString();
    }

    /// <summary>A number without exponent, to nine digits behind the point; null stays null.</summary>
    public static string? Number(double? value) => value?.ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>A whole number; null stays null.</summary>
    public static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static void Append(StringBuilder line, string field)
    {
        if (!field.AsSpan().ContainsAny(Special))
            line.Append(field);
        else
            line.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
