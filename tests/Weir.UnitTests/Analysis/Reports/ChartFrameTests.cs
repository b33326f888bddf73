using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Analysis.Reports;
using Weir.Analysis.Reports.Pages;
using Weir.Analysis.Series;

namespace Weir.UnitTests.Analysis.Reports;

public sealed class ChartFrameTests
{
    /// <summary>What Debian's fonts need for a letter of these words at 11 px, and no less.</summary>
    private const double Letter = 5.5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(Metric.Loss, 0.0125)]
    [InlineData(Metric.Loss, 0.37)]
    [InlineData(Metric.Throughput, 0.5)]
    [InlineData(Metric.Rtt, 0.0123)]
    public void Words_of_the_vertical_axis_are_within_the_picture_and_before_the_axis(Metric metric, double most)
    {
        var page = new HtmlDocument("test")
            .Chart(
                new LineChart
                {
                    Title = "a curve",
                    Below = at => $"{at:0}",
                    Format = value => FindingWords.Elevation(metric, value),
                    Lines = [new ChartLine("a line", [(0, 0), (1, most)])],
                }
            )
            .ToString();

        var words = Regex.Matches(
            page,
            "<text class=\"end\" x=\"(?<x>[0-9.]+)\"[^>]*>(?<word>[^<]*)<",
            RegexOptions.None,
            Patience
        );
        var axis = Number(Regex.Match(page, "<line class=\"grid\" x1=\"(?<x>[0-9.]+)\"", RegexOptions.None, Patience));
        Assert.True(words.Count > 2);
        Assert.All(words, word => Assert.InRange(Number(word), word.Groups["word"].Value.Length * Letter, axis));
    }

    private static double Number(Match match) => double.Parse(match.Groups["x"].Value, CultureInfo.InvariantCulture);
}
