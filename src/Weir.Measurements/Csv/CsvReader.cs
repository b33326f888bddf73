using System.Text;

namespace Weir.Measurements.Csv;

/// <summary>Reads comma-separated values (RFC 4180), line ends CRLF or LF, record by record.</summary>
public static class CsvReader
{
    /// <summary>The next record's fields; null at the end.</summary>
    /// <param name="longest">Characters of a record; a longer one is an error.</param>
    /// <exception cref="FormatException">A record is too long, or a quote is never closed.</exception>
    public static IReadOnlyList<string>? Read(TextReader text, int longest = 1 << 20)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Peek() < 0)
            return null;
        var fields = new List<string>();
        var field = new StringBuilder();
        var (isQuoted, taken) = (false, 0);
        while (true)
        {
            var next = text.Read();
            if (++taken > longest)
                throw new FormatException($"a record is longer than {longest} characters");
            if (next < 0 && isQuoted)
                throw new FormatException("a quote is never closed");
            if (isQuoted && next != '"')
            {
                field.Append((char)next);
            }
            else if (next == '"' && isQuoted && text.Peek() == '"')
            {
                _ = text.Read();
                field.Append('"');
            }
            else if (next == '"' && (isQuoted || field.Length == 0))
            {
                isQuoted = !isQuoted;
            }
            else if (next is < 0 or ',' or '\n')
            {
                if (next != ',' && field.Length > 0 && field[^1] == '\r')
                    field.Length--;
                fields.Add(field.ToString());
                field.Clear();
                if (next != ',')
                    return fields;
            }
            else
            {
                field.Append((char)next);
            }
        }
    }
}
