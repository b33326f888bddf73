using System.Globalization;
using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Series;

namespace Weir.Analysis.Reports.Pages;

/// <summary>Findings on a page: what is congested in words and with its day as a graph, then all series as a table.</summary>
internal static class HtmlFindings
{
    /// <summary>More graphs than these are no longer looked at; the table has them all.</summary>
    private const int MostGraphs = 24;

    public static void Append(HtmlDocument document, NetworkFindings findings)
    {
        if (findings.Series.Count == 0)
            return;
        document.Heading("When and where it is slow");
        var telling = findings
            .Series.Where(s => s.Congestion.Verdict is CongestionVerdict.Recurring || s.Shifts.Count > 0)
            .ToList();
        if (telling.Count == 0)
            document.Paragraph(FindingWords.NothingFound(findings));
        foreach (var finding in telling.Take(MostGraphs))
        {
            document.Heading(FindingWords.Name(finding));
            foreach (var sentence in FindingWords.Of(finding))
                document.Paragraph(sentence);
            var recurs = finding.Congestion.Verdict is CongestionVerdict.Recurring;
            if (recurs)
                document.Chart(Day(finding));
            if ((recurs || finding.Week.Any(cell => cell.IsWorse)) && WeekMap.Of(finding) is { } week)
                document.Chart(week);
        }

        if (telling.Count > MostGraphs)
            document.Note($"{telling.Count - MostGraphs} more series are in the table.");
        document
            .Table(FindingsTable.Of(findings))
            .Note(
                $"Methods: congestion {CongestionDetector.Version} (each day against its own floor, significance by "
                    + "rotating days; 24-hour wave), level shifts by PELT over half days, hours and intervals by drawing "
                    + $"whole days. p is the chance to see as much without any rhythm. Clocks of {Zones(findings)}."
            );
    }

    private static string Zones(NetworkFindings findings) =>
        string.Join(
            ", ",
            findings.Series.Select(series => series.Zone.Id).DefaultIfEmpty(findings.Zone.Id).Distinct().Order()
        );

    private static LineChart Day(SeriesFinding finding) =>
        new()
        {
            Title =
                $"{FindingWords.Name(finding.Metric)} against the day's good hours, by time of the day".ToUpperFirst(),
            Start = 0,
            Gap = 0.6,
            Below = hour => TimeOf(hour),
            Format = value => FindingWords.Elevation(finding.Metric, value),
            Lines =
            [
                new ChartLine(
                    finding.Metric is Metric.Loss ? "mean of all days" : "median of all days",
                    [
                        .. finding
                            .DayCurve.Index()
                            .Where(point => !double.IsNaN(point.Item))
                            .Select(point => (point.Index / (double)Quarter.PerHour, Math.Max(0, point.Item))),
                    ]
                ),
            ],
        };

    private static string TimeOf(double hour) =>
        TimeOnly.MinValue.AddHours(hour).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string ToUpperFirst(this string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
