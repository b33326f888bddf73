namespace Weir.Cli.Screens;

/// <summary>Columns of plain text: the first and the last to the left, numbers between to the right.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    public static void Print(TextWriter to, string[] heads, IEnumerable<string[]> rows)
    {
        var lines = rows.Prepend(heads).ToArray();
        var widths = new int[heads.Length];
        foreach (var line in lines)
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], line[i].Length);
        foreach (var line in lines)
        {
            var cells = line.Select(
                (cell, i) =>
                    i == 0 ? cell.PadRight(widths[i])
                    : i == line.Length - 1 ? cell
                    : cell.PadLeft(widths[i])
            );
            to.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }
}
