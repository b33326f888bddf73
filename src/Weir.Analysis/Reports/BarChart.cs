using System.Globalization;
using System.Text;

namespace Weir.Analysis.Reports;

/// <summary>Horizontal bars as SVG, one below the other. Pure.</summary>
internal static class BarChart
{
    private const int LabelWidth = 140;
    private const int BarWidth = 440;
    private const int ValueWidth = 100;
    private const int RowHeight = 18;

    /// <param name="title">What the bars show, for those who do not see them.</param>
    public static string Draw(string title, IReadOnlyList<Bar> bars)
    {
        var longest = bars.Count == 0 ? 0 : bars.Max(bar => bar.Value ?? 0);
        var height = (bars.Count * RowHeight) + 4;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg role=\"img\" viewBox=\"0 0 {LabelWidth + BarWidth + ValueWidth} {height}\" width=\"{LabelWidth + BarWidth + ValueWidth}\">"
        );
        svg.Append($"<title>{Html.Text(title)}</title>\n");
        for (var i = 0; i < bars.Count; i++)
            Append(svg, bars[i], 2 + (i * RowHeight), longest);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, Bar bar, int top, double longest)
    {
        var width = longest > 0 ? (bar.Value ?? 0) / longest * BarWidth : 0;
        var middle = top + (RowHeight / 2) + 4;
        svg.Append(
            $"<text x=\"{LabelWidth - 6}\" y=\"{middle}\" text-anchor=\"end\">{Html.Text(Html.Shorten(bar.Label, 20))}</text>"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{LabelWidth}\" y=\"{top + 2}\" width=\"{width:0.#}\" height=\"{RowHeight - 4}\"{(bar.IsBad ? " class=\"bad\"" : "")}/>"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{LabelWidth + width + 6:0.#}\" y=\"{middle}\">{Html.Text(bar.Shown)}</text>\n"
        );
    }
}

/// <param name="Value">Its length; null for none.</param>
/// <param name="Shown">The value as people read it.</param>
/// <param name="IsBad">Drawn in the colour of failures.</param>
internal sealed record Bar(string Label, double? Value, string Shown, bool IsBad);
