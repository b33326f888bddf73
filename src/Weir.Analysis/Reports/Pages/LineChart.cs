using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>Values over time, or over a number, as SVG.</summary>
public sealed record LineChart
{
    private const int Colours = 4;
    private const int WordsBelow = 6;

    public required string Title { get; init; }

    /// <summary>Where the horizontal axis begins; null for the first point.</summary>
    public double? Start { get; init; }

    /// <summary>Points that are further apart have no line between them; null for none such.</summary>
    public double? Gap { get; init; }

    /// <summary>How a place on the horizontal axis is written below it.</summary>
    public required Func<double, string> Below { get; init; }

    /// <summary>How it is written at a point; null for as below.</summary>
    public Func<double, string>? At { get; init; }

    /// <summary>How a value is written.</summary>
    public required Func<double, string> Format { get; init; }

    /// <summary>Four at most, each in a colour of its own.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>Behind the lines, the widest first.</summary>
    public IReadOnlyList<ChartBand> Bands { get; init; } = [];

    internal void Append(StringBuilder html)
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        if (points.Count == 0)
            return;
        var (first, last) = (Start ?? points.Min(p => p.At), points.Max(p => p.At));
        var span = last > first ? last - first : 1;
        var frame = new ChartFrame(ChartScale.For(points.Max(p => p.Value)), Format);
        double X(double at) => frame.Left + ((at - first) / span * frame.PlotWidth);

        frame.Begin(html, Title);
        foreach (var at in Marks(points.Select(p => p.At).Distinct().Order().ToList()))
            ChartFrame.Below(html, X(at), Below(at));
        foreach (var band in Bands)
            AppendBand(html, band, frame, X);
        for (var i = 0; i < Lines.Count; i++)
        {
            AppendLine(html, Lines[i], $"c{i % Colours}", frame, X);
            html.Append(
                $"<circle class=\"c{i % Colours}\" cx=\"{HtmlText.Coordinate(frame.Left + 10 + (i * 110))}\" cy=\"8\" r=\"4\"/>"
            );
            ChartFrame.Text(html, "start", frame.Left + 18 + (i * 110), 12, Lines[i].Name);
        }

        ChartFrame.End(html);
    }

    /// <summary>A place whose neighbours are too far away has an area as narrow as a point.</summary>
    private void AppendBand(StringBuilder html, ChartBand band, ChartFrame frame, Func<double, double> x)
    {
        for (var from = 0; from < band.Points.Count; )
        {
            var to = from + 1;
            while (to < band.Points.Count && !(band.Points[to].At - band.Points[to - 1].At > Gap))
                to++;
            var stretch = band.Points.Skip(from).Take(to - from).ToList();
            var edge = stretch
                .Select(point => (point.At, Value: point.High))
                .Concat(stretch.AsEnumerable().Reverse().Select(point => (point.At, Value: point.Low)))
                .Select(point => $"{HtmlText.Coordinate(x(point.At))} {HtmlText.Coordinate(frame.Y(point.Value))}");
            html.Append($"<path class=\"band\" d=\"M{string.Join('L', edge)}Z\">");
            html.Append($"<title>{HtmlText.Escape(band.Name)}</title></path>\n");
            from = to;
        }
    }

    private void AppendLine(StringBuilder html, ChartLine line, string colour, ChartFrame frame, Func<double, double> x)
    {
        var path = new StringBuilder();
        var before = default(double?);
        foreach (var (at, value) in line.Points)
        {
            var isBroken = before is null || at - before > Gap;
            path.Append($"{(isBroken ? 'M' : 'L')}{HtmlText.Coordinate(x(at))} {HtmlText.Coordinate(frame.Y(value))}");
            before = at;
        }

        html.Append($"<path class=\"line {colour}\" d=\"{path}\"/>\n");
        foreach (var (at, value) in line.Points)
        {
            html.Append(
                $"<circle class=\"{colour}\" cx=\"{HtmlText.Coordinate(x(at))}\" cy=\"{HtmlText.Coordinate(frame.Y(value))}\" r=\"2\">"
            );
            html.Append(
                $"<title>{HtmlText.Escape($"{line.Name}, {(At ?? Below)(at)}: {Format(value)}")}</title></circle>\n"
            );
        }
    }

    private static IEnumerable<double> Marks(List<double> places)
    {
        var step = Math.Max(1, (int)Math.Ceiling(places.Count / (double)WordsBelow));
        return places.Where((_, i) => i % step == 0);
    }
}
