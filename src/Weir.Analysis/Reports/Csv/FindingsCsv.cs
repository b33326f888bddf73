using System.Text;
using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Hours;
using Weir.Analysis.Series;
using Weir.Measurements.Csv;

namespace Weir.Analysis.Reports.Csv;

/// <summary>Verdicts as one table: a line for each window of each series, and one for a series without any.</summary>
public static class FindingsCsv
{
    /// <summary>The first line, with its end.</summary>
    public static string Header { get; } =
        CsvText.Line([
            "agent",
            "target",
            "metric",
            "n",
            "median",
            "median_low",
            "median_high",
            "verdict",
            "where",
            "from",
            "to",
            "days_congested",
            "days_observed",
            "p_value",
            "elevation",
            "level_shifts",
            "episodes",
            "demand_status",
            "demand_hour",
            "pain_status",
            "pain_hour",
        ]);

    public static string Write(NetworkFindings findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var text = new StringBuilder(Header);
        foreach (var finding in findings.Series)
        {
            foreach (var window in finding.Congestion.Windows.DefaultIfEmpty(null))
                text.Append(Line(finding, window));
        }

        return text.ToString();
    }

    private static string Line(SeriesFinding finding, CongestionWindow? window) =>
        CsvText.Line([
            finding.Agent,
            finding.Target,
            MetricRules.Name(finding.Metric),
            CsvText.Number(finding.Count),
            CsvText.Number(finding.Median?.Value),
            CsvText.Number(finding.Median?.Low),
            CsvText.Number(finding.Median?.High),
            $"{finding.Congestion.Verdict}".ToLowerInvariant(),
            window is null ? null : $"{finding.Where}".ToLowerInvariant(),
            window is null ? null : $"{window.From:HH:mm}",
            window is null ? null : $"{window.To:HH:mm}",
            CsvText.Number(window?.DaysCongested),
            CsvText.Number(window?.DaysObserved ?? finding.Congestion.DaysObserved),
            CsvText.Number(window?.PValue),
            CsvText.Number(window?.Elevation),
            CsvText.Number(finding.Shifts.Count),
            CsvText.Number(finding.Episodes.Count),
            Status(finding.Demand.Status),
            CsvText.Number(finding.Demand.Hour),
            Status(finding.Pain.Status),
            CsvText.Number(finding.Pain.Hour),
        ]);

    private static string Status(HourStatus status) => $"{status}".ToLowerInvariant();
}
