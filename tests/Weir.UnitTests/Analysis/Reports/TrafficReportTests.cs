using System.Text.Json;
using Weir.Analysis.Periods;
using Weir.Analysis.Reports;
using Weir.Analysis.Reports.Csv;
using Weir.Analysis.Reports.Json;
using Weir.Analysis.Reports.Pages;
using Weir.Analysis.Reports.Text;
using Weir.Analysis.Summaries;
using Weir.Testing.Files;

namespace Weir.UnitTests.Analysis.Reports;

public sealed class TrafficReportTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly IReadOnlyList<Rollup> Rollups = Rollup.Of([
        .. Samples.Days(6),
        .. Samples
            .Days(6)
            .Select(o => o with { Agent = "site-b", Throughput = o.Throughput / 2, Duration = o.Duration * 2 }),
        Samples.Failure(Samples.Start.AddHours(9)),
        Samples.Probe(Samples.Start.AddHours(9)),
    ]);

    [Fact]
    public void A_report_as_text()
    {
        var text = TextReport.Write(Report());
        Assert.Equal(Golden.Expected("Report.txt", text), text);
    }

    [Fact]
    public void A_report_as_csv()
    {
        var text = CsvReport.Write(Report());
        Assert.Equal(Golden.Expected("Report.csv", text), text);
        Assert.Single(text.TrimEnd('\n').Split('\n').Select(line => line.Count(c => c == ',')).Distinct());
    }

    [Fact]
    public void A_report_as_html()
    {
        var text = HtmlReport.Write(Report());
        Assert.Equal(Golden.Expected("Report.html", text), text);
    }

    [Fact]
    public void A_page_needs_nothing_but_itself()
    {
        var page = HtmlReport.Write(Report());

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<link", page);
        Assert.DoesNotContain(" src=", page);
        Assert.DoesNotContain("url(", page);
    }

    [Fact]
    public void Names_are_text_and_never_markup()
    {
        const string Evil = "<img src=x onerror=alert(1)>\"'&";
        var page = HtmlReport.Write(
            TrafficReport.Of(
                Rollup.Of([Samples.Transfer(Samples.Start, agent: Evil, target: Evil)]),
                null,
                null,
                Clocks.Of(TimeZoneInfo.Utc)
            )
        );

        Assert.DoesNotContain("<img", page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;", page);
    }

    [Fact]
    public void A_report_as_json_ends_in_series_with_their_hours()
    {
        using var json = JsonDocument.Parse(JsonReport.Write(Report()));
        var root = json.RootElement;

        Assert.Equal("analysis", root.GetProperty("type").GetString());
        Assert.Equal("Europe/Berlin", root.GetProperty("tz").GetString());
        var demand = root.GetProperty("series")[0].GetProperty("busiest_hour").GetProperty("demand");
        Assert.Equal("ok", demand.GetProperty("status").GetString());
        Assert.Equal(21, demand.GetProperty("hour").GetInt32());
    }

    [Fact]
    public void Of_nothing_there_is_a_report_too()
    {
        var report = TrafficReport.Of([], null, null, Clocks.Of(TimeZoneInfo.Utc));

        Assert.Equal("No measurements.\n", TextReport.Write(report));
        Assert.Contains("No measurements.", HtmlReport.Write(report));
        Assert.StartsWith("agent,target,hour,from,downloads", CsvReport.Write(report));
        Assert.Contains("\"series\":[]", JsonReport.Write(report));
    }

    [Fact]
    public void Too_few_days_are_told_and_how_many_are_missing()
    {
        var text = TextReport.Write(
            TrafficReport.Of(Rollup.Of(Samples.Days(3)), null, null, Clocks.Of(TimeZoneInfo.Utc))
        );

        Assert.Contains(
            "Busiest hour: not enough data. At least 2 hours of the day need a download on 5 days each; 2 more days are missing.",
            text
        );
    }

    private static TrafficReport Report() =>
        TrafficReport.Of(Rollups, Samples.Start, Samples.Start.AddDays(7), Clocks.Of(Berlin));
}
