using System.Text;

namespace Weir.Cli.Terminal;

/// <summary>Breaks lines between words. Pure.</summary>
internal static class WordWrap
{
    /// <summary>Words behind what begins their line, which no further line of theirs comes under.</summary>
    public static string After(string before, string words, int columns)
    {
        var text = new StringBuilder(before);
        Append(text, words, before.Length, columns);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A sentence by itself: what does not fit on its first line is set off by two columns.</summary>
    public static string Of(string sentence, int columns)
    {
        var text = new StringBuilder();
        Append(text, sentence, 2, columns);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Writes words from the present column on and breaks lines before the last column; ends the line.</summary>
    public static void Append(StringBuilder text, string words, int indent, int columns)
    {
        var column = indent;
        var first = true;
        foreach (var word in words.Split(' '))
        {
            if (!first && column + 1 + word.Length > columns)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
                first = true;
            }

            if (!first)
                text.Append(' ');
            text.Append(word);
            column += word.Length + (first ? 0 : 1);
            first = false;
        }

        text.Append('\n');
    }
}
