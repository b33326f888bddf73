using System.Globalization;
using Weir.Analysis.Hours;
using Weir.Analysis.Reports.Text;
using Weir.Analysis.Summaries;
using Weir.Measurements.Histograms;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports.Pages;

/// <summary>A traffic report as one HTML file.</summary>
public static class HtmlReport
{
    public static string Write(TrafficReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var document = new HtmlDocument("Weir report");
        if (report.From is not { } from || report.To is not { } to)
            return document.Paragraph("No measurements.").ToString();
        document.Note(TextReport.Period(from, to, report.Zone));
        var tables = ReportTables.Of(report).ToList();
        if (tables.Count == 0)
            return document.Paragraph("No measurements in this period.").ToString();

        document.Paragraph(ReportWords.Busiest(report.Busiest)).Paragraph(ReportWords.Slowest(report.Slowest));
        HtmlFindings.Append(document, report.Findings);
        document
            .Chart(OverTime(report, "Speed of downloads over time", s => s.Throughput, v => ReportWords.Speed(v)))
            .Chart(OverTime(report, "Time to complete over time", s => s.Duration, v => ReportWords.Seconds(v)))
            .Chart(OverTime(report, "Response time over time", s => s.Response, v => ReportWords.Seconds(v)))
            .Chart(OverTime(report, "Round-trip time over time", s => s.Rtt, v => ReportWords.Seconds(v)))
            .Chart(
                Bars(
                    "Demand by hour of the day, bytes a day",
                    report,
                    report.Busiest,
                    hour => hour.BytesPerDay,
                    v => new ByteSize((long)v).ToString()
                )
            )
            .Chart(
                Bars(
                    "Median speed by hour of the day",
                    report,
                    report.Slowest,
                    hour => hour.Speed,
                    v => ReportWords.Speed(v)
                )
            );
        foreach (var table in tables)
            document.Table(table);
        return document.ToString();
    }

    /// <returns>Null when there is nothing to draw.</returns>
    private static LineChart? OverTime(
        TrafficReport report,
        string title,
        Func<Summary, Distribution> metric,
        Func<double, string> format
    )
    {
        var steps = report
            .Timeline.Select(step => (step.Start, Spread: SpreadRecord.Of(metric(step.Summary))))
            .Where(step => step.Spread is not null)
            .ToList();
        if (steps.Count == 0)
            return null;
        var (first, last) = (steps[0].Start, steps[^1].Start);
        ChartBand Band(string name, double low, double high) =>
            new(
                name,
                [
                    .. report
                        .Timeline.Select(step => (step.Start, Values: metric(step.Summary)))
                        .Where(step => step.Values.Percentile(high) is not null)
                        .Select(step =>
                            (
                                Place(step.Start),
                                Math.Max(0, step.Values.Quantile(low) ?? 0),
                                step.Values.Quantile(high) ?? 0
                            )
                        ),
                ]
            );
        double Place(DateTime at) => (at - first).TotalMinutes;
        return new LineChart
        {
            Title = title,
            Gap = report.Step.TotalMinutes * 1.5,
            Below = place => Word(first.AddMinutes(place), first, last),
            At = place => ReportWords.Minute(first.AddMinutes(place)),
            Format = format,
            Bands = [Band("5 % to 95 %", 0.05, 0.95), Band("25 % to 75 %", 0.25, 0.75)],
            Lines =
            [
                new ChartLine("average", [.. steps.Select(step => (Place(step.Start), step.Spread!.Mean))]),
                new ChartLine("maximum", [.. steps.Select(step => (Place(step.Start), step.Spread!.Max))]),
                new ChartLine("minimum", [.. steps.Select(step => (Place(step.Start), Math.Max(0, step.Spread!.Min)))]),
            ],
        };
    }

    private static string Word(DateTime at, DateTime first, DateTime last) =>
        (last - first).TotalDays > 3 ? $"{at:yyyy-MM-dd}"
        : first.Date == last.Date ? $"{at:HH:mm}"
        : $"{at:MM-dd HH:mm}";

    private static BarChart Bars(
        string title,
        TrafficReport report,
        HourFinding finding,
        Func<HourOfDay, double?> value,
        Func<double, string> format
    ) =>
        new()
        {
            Title = title,
            Format = format,
            Bars =
            [
                .. report.Hours.Select(hour => new ChartBar(
                    hour.Hour.ToString("00", CultureInfo.InvariantCulture),
                    value(hour),
                    hour.Hour == finding.Hour
                )),
            ],
        };
}
