using Weir.Origin.Runs;

namespace Weir.Cli.Serving;

/// <summary>The names of a run's clients as people read them. Pure.</summary>
internal static class BoardText
{
    private const string Gap = "  ";

    /// <summary>
    /// Who is ready, then who of the round before is still at work; those that do not fit are counted.
    /// </summary>
    /// <param name="width">Columns of a line.</param>
    /// <param name="most">Lines for each of both.</param>
    public static IReadOnlyList<string> Lines(ReadyBoard board, int width, int most) =>
        [.. Lines("ready", board.Ready, width, most), .. Lines("at work", board.AtWork, width, most)];

    private static List<string> Lines(string title, IReadOnlyList<string> names, int width, int most)
    {
        var lines = new List<string>();
        var line = title;
        for (var i = 0; i < names.Count; i++)
        {
            var rest = names.Count - i - 1;
            var isLast = lines.Count == most - 1;
            var needed = Gap.Length + names[i].Length + (isLast && rest > 0 ? More(rest).Length : 0);
            // A name that is longer than a line has one for itself, and is cut by whoever draws it.
            if (line.Length + needed <= width || line == title)
            {
                line += Gap + names[i];
                continue;
            }

            if (isLast)
            {
                lines.Add(line + More(rest + 1));
                return lines;
            }

            lines.Add(line);
            line = new string(' ', title.Length) + Gap + names[i];
        }

        if (names.Count > 0)
            lines.Add(line);
        return lines;
    }

    private static string More(int count) => $"{Gap}and {count} more";
}
