using System.Globalization;
using System.Text;

namespace Weir.Analysis.Reports;

/// <summary>Lines over a horizontal axis as SVG; both axes begin at 0, so that heights can be compared. Pure.</summary>
internal static class LineChart
{
    private const int Width = 680;
    private const int Height = 300;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 16;
    private const int Bottom = 46;
    private const int Steps = 4;

    private static readonly double[] NiceSteps = [1, 2, 2.5, 5, 10];
    private static readonly string[] Colours = ["#0b6", "#06c", "#c60", "#80c", "#c04", "#666"];

    /// <param name="title">What it shows, for those who do not see it.</param>
    /// <param name="across">What the horizontal axis counts, in whole numbers.</param>
    public static string Draw(string title, string across, string up, IReadOnlyList<Line> lines)
    {
        var points = lines.SelectMany(line => line.Points).ToArray();
        var scale = new Scale(
            Math.Ceiling(Step(points.Max(point => point.X))) * Steps,
            Step(points.Max(point => point.Y)) * Steps
        );
        var svg = new StringBuilder();
        svg.Append($"<svg role=\"img\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\">");
        svg.Append($"<title>{Html.Text(title)}</title>\n");
        for (var i = 0; i <= Steps; i++)
            AppendGrid(svg, scale, (double)i / Steps);
        svg.Append(
            $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{Html.Text(across)}</text>"
        );
        svg.Append($"<text x=\"4\" y=\"{Top - 4}\">{Html.Text(up)}</text>\n");
        for (var i = 0; i < lines.Count; i++)
            AppendLine(svg, scale, lines[i], i);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendGrid(StringBuilder svg, Scale scale, double share)
    {
        var (x, y) = (scale.X(share * scale.MaxX), scale.Y(share * scale.MaxY));
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" class=\"grid\"/>"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{share * scale.MaxY:0.##}</text>"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{share * scale.MaxX:0.##}</text>\n"
        );
    }

    private static void AppendLine(StringBuilder svg, Scale scale, Line line, int index)
    {
        var colour = Colours[index % Colours.Length];
        var points = line.Points.Select(point =>
            string.Create(CultureInfo.InvariantCulture, $"{scale.X(point.X):0.#},{scale.Y(point.Y):0.#}")
        );
        svg.Append($"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{colour}\"/>");
        foreach (var (x, y) in line.Points)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{scale.X(x):0.#}\" cy=\"{scale.Y(y):0.#}\" r=\"3\" style=\"fill:{colour}\"/>"
            );
        svg.Append(
            $"<text x=\"{Width - Right}\" y=\"{Top + 14 + (index * 16)}\" text-anchor=\"end\" style=\"fill:{colour}\">{Html.Text(line.Name)}</text>\n"
        );
    }

    /// <summary>The distance of grid lines: 1, 2, 2.5 or 5 of a power of ten.</summary>
    private static double Step(double highest)
    {
        if (highest <= 0)
            return 1;
        var raw = highest / Steps;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return unit * NiceSteps.First(nice => nice * unit >= raw * (1 - 1e-9));
    }

    private readonly record struct Scale(double MaxX, double MaxY)
    {
        public double X(double value) => Left + (value / MaxX * (Width - Left - Right));

        public double Y(double value) => Height - Bottom - (value / MaxY * (Height - Top - Bottom));
    }
}

/// <param name="Points">In the order of X.</param>
internal sealed record Line(string Name, IReadOnlyList<(double X, double Y)> Points);
