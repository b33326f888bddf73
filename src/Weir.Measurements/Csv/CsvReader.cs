using System.Text;

namespace Weir.Measurements.Csv;

/// <summary>
/// Reads comma-separated values as RFC 4180 has them, record by record; lines may also end with LF alone, and a byte order
/// mark before the first is passed over. Empty lines are no records.
/// </summary>
public sealed class CsvReader(TextReader text)
{
    private const int MostFields = 1000;
    private const int LongestField = 1 << 20;
    private const int End = -1;
    private const char ByteOrderMark = '\uFEFF';

    private readonly StringBuilder _field = new();
    private int _line = 1;
    private bool _hasBegun;

    /// <summary>The line, from 1, on which the record that was read last begins.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The fields of the next record; null at the end.</summary>
    /// <exception cref="FormatException">It is no CSV; the message is a clause that names the line.</exception>
    public string[]? Read()
    {
        if (!_hasBegun && text.Peek() == ByteOrderMark)
            _ = text.Read();
        _hasBegun = true;
        while (text.Peek() is '\r' or '\n')
            EndLine();
        if (text.Peek() == End)
            return null;
        Line = _line;
        var fields = new List<string>();
        while (true)
        {
            if (fields.Count == MostFields)
                throw Mistake($"has more than {MostFields} fields");
            fields.Add(text.Peek() == '"' ? Quoted() : Plain());
            if (text.Peek() != ',')
                break;
            _ = text.Read();
        }

        EndLine();
        return [.. fields];
    }

    private string Plain()
    {
        _field.Clear();
        while (text.Peek() is not (End or ',' or '\r' or '\n'))
        {
            var letter = (char)text.Read();
            if (letter == '"')
                throw Mistake("has a quote within a field that does not begin with one");
            Append(letter);
        }

        return _field.ToString();
    }

    private string Quoted()
    {
        _field.Clear();
        _ = text.Read();
        while (true)
        {
            var next = text.Read();
            if (next == End)
                throw Mistake("has a quote that nothing ends");
            if (next == '"')
            {
                if (text.Peek() != '"')
                    break;
                _ = text.Read();
            }

            if (next == '\n')
                _line++;
            Append((char)next);
        }

        return text.Peek() is End or ',' or '\r' or '\n'
            ? _field.ToString()
            : throw Mistake("has something between the end of a quoted field and the next comma");
    }

    private void Append(char letter)
    {
        if (_field.Length == LongestField)
            throw Mistake("has a field of more than a million characters");
        _field.Append(letter);
    }

    private void EndLine()
    {
        if (text.Peek() == End)
            return;
        if (text.Read() == '\r' && text.Peek() == '\n')
            _ = text.Read();
        _line++;
    }

    private FormatException Mistake(string what) => new($"line {Line} {what}");
}
