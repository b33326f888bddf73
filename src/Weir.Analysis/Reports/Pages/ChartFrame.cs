using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>What all charts share: the picture's size, its vertical axis and its grid.</summary>
internal sealed class ChartFrame
{
    public const int Width = 900;
    public const int Height = 240;

    /// <summary>What the words of a vertical axis have, unless they need more.</summary>
    public const int LeastLeft = 80;

    public const int Right = 10;
    public const int Top = 12;
    public const int Bottom = 28;

    /// <summary>Of a wide letter at the size of the style sheet.</summary>
    private const double LetterWidth = 8;

    /// <summary>Of the letters of a few words, on average.</summary>
    private const double AverageWidth = 6.5;

    /// <summary>Between the words and the axis.</summary>
    private const int Margin = 6;

    private readonly ChartScale _scale;
    private readonly IReadOnlyList<string> _words;

    /// <param name="scale">The vertical axis.</param>
    /// <param name="format">How a value is written.</param>
    public ChartFrame(ChartScale scale, Func<double, string> format)
    {
        _scale = scale;
        _words = [.. scale.Ticks.Select(format)];
        Left = Math.Max(LeastLeft, (_words.Max(word => word.Length) * AverageWidth) + (2 * Margin));
    }

    /// <summary>Where the vertical axis is: its words fit before it.</summary>
    public double Left { get; }

    public double PlotWidth => Width - Left - Right;

    private static double PlotHeight => Height - Top - Bottom;

    public double Y(double value) => Height - Bottom - (value / _scale.Top * PlotHeight);

    /// <summary>The start of the picture with its grid, after a heading.</summary>
    public void Begin(StringBuilder html, string title)
    {
        Begin(html, title, Height);
        foreach (var (tick, word) in _scale.Ticks.Zip(_words))
        {
            var y = HtmlText.Coordinate(Y(tick));
            html.Append(
                $"<line class=\"grid\" x1=\"{HtmlText.Coordinate(Left)}\" x2=\"{Width - Right}\" y1=\"{y}\" y2=\"{y}\"/>"
            );
            Text(html, "end", Left - Margin, Y(tick) + 4, word);
        }
    }

    /// <summary>The start of a picture of any height, after a heading.</summary>
    public static void Begin(StringBuilder html, string title, int height)
    {
        var name = HtmlText.Escape(title);
        html.Append($"<h2>{name}</h2>\n<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{name}\">\n");
    }

    /// <summary>A word below the axis, which ends with the picture where its middle is too far to the right.</summary>
    public static void Below(StringBuilder html, double x, string word)
    {
        var fits = x + (word.Length * LetterWidth / 2) <= Width;
        Text(html, fits ? "middle" : "end", fits ? x : Width, Height - Bottom + 16, word);
    }

    public static void Text(StringBuilder html, string anchor, double x, double y, string word) =>
        html.Append(
            $"<text class=\"{anchor}\" x=\"{HtmlText.Coordinate(x)}\" y=\"{HtmlText.Coordinate(y)}\">{HtmlText.Escape(word)}</text>\n"
        );

    public static void End(StringBuilder html) => html.Append("</svg>\n");
}
