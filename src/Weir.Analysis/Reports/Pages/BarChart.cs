using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>One value per name as SVG.</summary>
public sealed record BarChart
{
    private const double Gap = 0.2;

    public required string Title { get; init; }

    /// <summary>How a value is written.</summary>
    public required Func<double, string> Format { get; init; }

    public required IReadOnlyList<ChartBar> Bars { get; init; }

    internal void Append(StringBuilder html)
    {
        if (Bars.All(bar => bar.Value is null))
            return;
        var frame = new ChartFrame(ChartScale.For(Bars.Max(bar => bar.Value) ?? 0), Format);
        frame.Begin(html, Title);
        var each = frame.PlotWidth / Bars.Count;
        for (var i = 0; i < Bars.Count; i++)
        {
            var left = frame.Left + (i * each);
            ChartFrame.Below(html, left + (each / 2), Bars[i].Name);
            if (Bars[i].Value is { } value)
                AppendBar(html, Bars[i], left + (each * Gap / 2), each * (1 - Gap), frame.Y(value), frame.Y(0));
        }

        ChartFrame.End(html);
    }

    private void AppendBar(StringBuilder html, ChartBar bar, double x, double width, double top, double bottom)
    {
        html.Append($"<rect class=\"bar{(bar.IsMarked ? " mark" : "")}\" x=\"{HtmlText.Coordinate(x)}\"");
        html.Append($" y=\"{HtmlText.Coordinate(top)}\" width=\"{HtmlText.Coordinate(width)}\"");
        html.Append($" height=\"{HtmlText.Coordinate(bottom - top)}\">");
        html.Append($"<title>{HtmlText.Escape($"{bar.Name}: {Format(bar.Value ?? 0)}")}</title></rect>\n");
    }
}
