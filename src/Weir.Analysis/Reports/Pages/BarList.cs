using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>Horizontal bars as SVG, one below the other: for as many names as there are, however long.</summary>
public sealed record BarList
{
    private const int NameWidth = 160;
    private const int BarWidth = 620;
    private const int RowHeight = 18;
    private const int LongestName = 22;

    public required string Title { get; init; }

    /// <summary>How a value is written.</summary>
    public required Func<double, string> Format { get; init; }

    public required IReadOnlyList<ChartBar> Bars { get; init; }

    internal void Append(StringBuilder html)
    {
        if (Bars.Count == 0)
            return;
        var longest = Bars.Max(bar => bar.Value ?? 0);
        ChartFrame.Begin(html, Title, (Bars.Count * RowHeight) + 4);
        for (var i = 0; i < Bars.Count; i++)
            AppendBar(html, Bars[i], 2 + (i * RowHeight), longest > 0 ? BarWidth / longest : 0);
        ChartFrame.End(html);
    }

    private void AppendBar(StringBuilder html, ChartBar bar, int top, double perUnit)
    {
        var width = (bar.Value ?? 0) * perUnit;
        var middle = top + (RowHeight / 2) + 4;
        ChartFrame.Text(html, "end", NameWidth - 6, middle, HtmlText.Shorten(bar.Name, LongestName));
        html.Append($"<rect class=\"bar{(bar.IsMarked ? " mark" : "")}\" x=\"{NameWidth}\" y=\"{top + 2}\"");
        html.Append($" width=\"{HtmlText.Coordinate(width)}\" height=\"{RowHeight - 4}\"/>\n");
        ChartFrame.Text(
            html,
            "start",
            NameWidth + width + 6,
            middle,
            bar.Value is { } value ? Format(value) : bar.Absence
        );
    }
}
