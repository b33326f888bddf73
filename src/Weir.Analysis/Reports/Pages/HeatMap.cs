using System.Globalization;
using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>Shades in rows and columns as SVG: the darker the worse, grey for unknown, with a frame around what stands out.</summary>
public sealed record HeatMap
{
    private const int CellHeight = 20;
    private const int Above = 4;
    private const double Gap = 2;

    /// <summary>The best is still to be told from the paper.</summary>
    private const double Faintest = 0.08;

    public required string Title { get; init; }

    /// <summary>The names of the rows, from above.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The names below the columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Row by row.</summary>
    public required IReadOnlyList<HeatCell> Cells { get; init; }

    internal void Append(StringBuilder html)
    {
        if (Cells.Count != Rows.Count * Columns.Count)
            throw new InvalidOperationException("A heat map has a cell for each row and column.");
        var bottom = Above + (Rows.Count * CellHeight);
        ChartFrame.Begin(html, Title, bottom + 20);
        var width = (double)(ChartFrame.Width - ChartFrame.LeastLeft - ChartFrame.Right) / Columns.Count;
        for (var row = 0; row < Rows.Count; row++)
        {
            var top = Above + (row * CellHeight);
            ChartFrame.Text(html, "end", ChartFrame.LeastLeft - 6, top + 14, Rows[row]);
            for (var column = 0; column < Columns.Count; column++)
                AppendCell(
                    html,
                    Cells[(row * Columns.Count) + column],
                    ChartFrame.LeastLeft + (column * width),
                    top,
                    width
                );
        }

        for (var column = 0; column < Columns.Count; column++)
            ChartFrame.Text(
                html,
                "middle",
                ChartFrame.LeastLeft + ((column + 0.5) * width),
                bottom + 14,
                Columns[column]
            );
        ChartFrame.End(html);
    }

    private static void AppendCell(StringBuilder html, HeatCell cell, double x, double y, double width)
    {
        var kind =
            cell.Shade is null ? " none"
            : cell.IsMarked ? " worse"
            : "";
        html.Append($"<rect class=\"cell{kind}\" x=\"{HtmlText.Coordinate(x + (Gap / 2))}\"");
        html.Append($" y=\"{HtmlText.Coordinate(y + (Gap / 2))}\" width=\"{HtmlText.Coordinate(width - Gap)}\"");
        html.Append($" height=\"{HtmlText.Coordinate(CellHeight - Gap)}\"");
        if (cell.Shade is { } shade)
        {
            var opacity = Faintest + ((1 - Faintest) * Math.Clamp(shade, 0, 1));
            html.Append($" fill-opacity=\"{opacity.ToString("0.##", CultureInfo.InvariantCulture)}\"");
        }

        html.Append($"><title>{HtmlText.Escape(cell.Text)}</title></rect>\n");
    }
}
