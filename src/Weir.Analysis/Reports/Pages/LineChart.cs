using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>Values over time as SVG; where steps without data lie between two points, the line is broken.</summary>
public sealed record LineChart
{
    private const int Colours = 4;
    private const int WordsBelow = 6;

    public required string Title { get; init; }

    /// <summary>The time between two points that belong together.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>How a value is written.</summary>
    public required Func<double, string> Format { get; init; }

    /// <summary>Four at most, each in a colour of its own.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    internal void Append(StringBuilder html)
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        if (points.Count == 0)
            return;
        var (first, last) = (points.Min(p => p.At), points.Max(p => p.At));
        var span = Math.Max(1, (last - first).Ticks);
        double X(DateTime at) => ChartFrame.Left + ((double)(at - first).Ticks / span * ChartFrame.PlotWidth);

        var frame = new ChartFrame(ChartScale.For(points.Max(p => p.Value)), Format);
        frame.Begin(html, Title);
        foreach (var at in Marks(points.Select(p => p.At).Distinct().Order().ToList()))
            ChartFrame.Below(html, X(at), Word(at, first, last));
        for (var i = 0; i < Lines.Count; i++)
        {
            AppendLine(html, Lines[i], $"c{i % Colours}", frame, X);
            html.Append(
                $"<circle class=\"c{i % Colours}\" cx=\"{ChartFrame.Left + 10 + (i * 110)}\" cy=\"8\" r=\"4\"/>"
            );
            ChartFrame.Text(html, "start", ChartFrame.Left + 18 + (i * 110), 12, Lines[i].Name);
        }

        ChartFrame.End(html);
    }

    private void AppendLine(
        StringBuilder html,
        ChartLine line,
        string colour,
        ChartFrame frame,
        Func<DateTime, double> x
    )
    {
        var path = new StringBuilder();
        var before = default(DateTime?);
        foreach (var (at, value) in line.Points)
        {
            var isBroken = before is null || at - before > Step * 1.5;
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
                $"<title>{HtmlText.Escape($"{line.Name}, {ReportWords.Minute(at)}: {Format(value)}")}</title></circle>\n"
            );
        }
    }

    private static IEnumerable<DateTime> Marks(List<DateTime> times)
    {
        var step = Math.Max(1, (int)Math.Ceiling(times.Count / (double)WordsBelow));
        return times.Where((_, i) => i % step == 0);
    }

    private static string Word(DateTime at, DateTime first, DateTime last) =>
        (last - first).TotalDays > 3 ? $"{at:yyyy-MM-dd}"
        : first.Date == last.Date ? $"{at:HH:mm}"
        : $"{at:MM-dd HH:mm}";
}
