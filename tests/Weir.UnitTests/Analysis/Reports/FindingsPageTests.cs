using System.Text.RegularExpressions;
using Weir.Analysis.Periods;
using Weir.Analysis.Reports;
using Weir.Analysis.Reports.Pages;
using Weir.Analysis.Simulation;
using Weir.Analysis.Summaries;
using Weir.Testing.Evaluations;

namespace Weir.UnitTests.Analysis.Reports;

/// <summary>What a page draws of findings.</summary>
public sealed class FindingsPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string Page = HtmlReport.Write(
        TrafficReport.Of(
            Rollup.Of(
                TrafficSimulator
                    .Records(
                        new SimulationOptions
                        {
                            Scenario = Scenarios.Find("weekday-evenings")!,
                            Agents = 1,
                            Targets = 1,
                            Seed = 11,
                        }
                    )
                    .Select(ObservationOfRecord.Of)
            ),
            null,
            null,
            Clocks.Of(TimeZoneInfo.Utc)
        )
    );

    [Fact]
    public void Hours_of_the_week_are_a_map_with_those_framed_that_stand_out()
    {
        var map = Chart("<h2>Round-trip time by hour of the week");
        var framed = Regex.Matches(
            map,
            "class=\"cell worse\".*?<title>(?<day>[A-Z][a-z]+day) (?<hour>\\d\\d):00: ",
            RegexOptions.None,
            Patience
        );

        Assert.Equal(168, map.Split("<rect class=\"cell").Length - 1);
        Assert.True(framed.Count >= 15);
        Assert.All(framed, cell => Assert.InRange(int.Parse(cell.Groups["hour"].Value), 18, 23));
        Assert.DoesNotContain(framed, cell => cell.Groups["day"].Value is "Saturday" or "Sunday");
    }

    [Fact]
    public void What_is_worst_is_darkest()
    {
        var map = Chart("<h2>Speed of downloads by hour of the week");
        double Shade(string hour) =>
            double.Parse(
                Regex
                    .Match(map, $"fill-opacity=\"(?<shade>[0-9.]+)\"><title>{hour}:00: ", RegexOptions.None, Patience)
                    .Groups["shade"]
                    .Value,
                System.Globalization.CultureInfo.InvariantCulture
            );

        Assert.True(Shade("Wednesday 21") > Shade("Wednesday 10") + 0.3);
        Assert.InRange(Shade("Wednesday 10"), 0.08, 1);
    }

    [Fact]
    public void Lines_over_time_have_the_percentiles_behind_them()
    {
        var chart = Chart("<h2>Round-trip time over time</h2>");

        Assert.Contains("<title>5 % to 95 %</title>", chart);
        Assert.Contains("<title>25 % to 75 %</title>", chart);
        Assert.True(
            chart.IndexOf("class=\"band\"", StringComparison.Ordinal)
                < chart.IndexOf("class=\"line", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_band_breaks_where_nothing_was_measured()
    {
        var chart = new LineChart
        {
            Title = "t",
            Gap = 1.5,
            Below = at => $"{at}",
            Format = value => $"{value}",
            Lines = [new ChartLine("all", [(0, 10)])],
            Bands = [new ChartBand("most", [(0, 1, 2), (1, 1, 3), (5, 2, 4)])],
        };
        var page = new HtmlDocument("t").Chart(chart).ToString();

        Assert.Equal(2, page.Split("<path class=\"band\"").Length - 1);
    }

    /// <summary>From its heading to its end.</summary>
    private static string Chart(string heading)
    {
        var start = Page.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no {heading}.");
        return Page[start..Page.IndexOf("</svg>", start, StringComparison.Ordinal)];
    }
}
