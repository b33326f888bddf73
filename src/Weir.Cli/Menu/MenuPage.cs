namespace Weir.Cli.Menu;

/// <summary>The menu as text, one string for each line. Pure.</summary>
internal static class MenuPage
{
    private const string Title = "weir";
    private const string Motto = "large files from many servers, proven; and what the network did";

    /// <param name="leave">What the line that quits says.</param>
    /// <param name="width">Columns of the screen: no line is wider, so that each stays one.</param>
    public static IReadOnlyList<string> Lines(
        IReadOnlyList<MenuChoice> choices,
        int selected,
        string leave,
        MenuStyle style,
        int width
    )
    {
        var widest = choices.Max(choice => choice.Title.Length);
        var motto = style.Dim(Shortened(Motto, width - Title.Length - 3));
        var lines = new List<string> { "", $"{style.Strong(Title)}   {motto}", "" };
        for (var i = 0; i < choices.Count; i++)
        {
            var title = $"{Digit(i)}  {choices[i].Title.PadRight(widest)}   ";
            lines.Add(Row(title, choices[i].Meaning, i == selected, style, width));
        }

        lines.Add(Row($"q  {leave}", "", selected == choices.Count, style, width));
        lines.Add("");
        lines.Add(style.Dim(Shortened(Keys(style), width)));
        return lines;
    }

    private static string Row(string title, string meaning, bool isSelected, MenuStyle style, int width)
    {
        var label = Shortened((isSelected && !style.IsPlain ? "  > " : "    ") + title, width);
        var rest = style.Dim(Shortened(meaning, width - label.Length));
        return (isSelected ? style.Chosen(label) : label) + rest;
    }

    private static string Shortened(string text, int width) =>
        text.Length < width ? text
        : width > 2 ? text[..(width - 2)] + "…"
        : "";

    private static int Digit(int index) => (index + 1) % 10;

    private static string Keys(MenuStyle style) =>
        style.IsPlain
            ? "Type a digit, or q to leave. Ctrl+C ends what runs, and here leaves."
            : "A digit, or ↑ ↓ and Enter; q leaves. Ctrl+C ends what runs, and here leaves.";
}
