using System.Globalization;
using Weir.Analysis.BusyHours;
using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Hours;

namespace Weir.Analysis.Reports;

/// <summary>All series and their verdicts as one table.</summary>
internal static class FindingsTable
{
    public static ReportTable Of(NetworkFindings findings) =>
        new(
            "Verdicts by series",
            [
                "series",
                "n",
                "median",
                "95 %",
                "congestion",
                "when",
                "days",
                "p",
                "where",
                "shifts",
                "episodes",
                "worst hour",
            ],
            [.. findings.Series.Select(Row)]
        )
        {
            Words = ["congestion", "when", "where"],
        };

    private static IReadOnlyList<string> Row(SeriesFinding finding)
    {
        var congestion = finding.Congestion;
        var isRecurring = congestion.Verdict is CongestionVerdict.Recurring;
        return
        [
            FindingWords.Name(finding),
            ReportWords.Count(finding.Count),
            finding.Median is { } m ? FindingWords.Value(finding.Metric, m.Value) : ReportWords.Unknown,
            finding.Median is { } i
                ? $"{FindingWords.Value(finding.Metric, i.Low)} to {FindingWords.Value(finding.Metric, i.High)}"
                : ReportWords.Unknown,
            congestion.Verdict switch
            {
                CongestionVerdict.Recurring => "recurring",
                CongestionVerdict.None => "none",
                _ => "insufficient",
            },
            string.Join(", ", congestion.Windows.Select(w => $"{w.From:HH:mm} to {w.To:HH:mm}")),
            string.Join(", ", congestion.Windows.Select(w => $"{w.DaysCongested} of {w.DaysObserved}")),
            double.IsNaN(congestion.RecurrenceP)
                ? ReportWords.Unknown
                : Math.Min(congestion.RecurrenceP, isRecurring ? congestion.Windows[0].PValue : 1)
                    .ToString("0.####", CultureInfo.InvariantCulture),
            isRecurring ? $"{finding.Where}".ToLowerInvariant() : ReportWords.Unknown,
            ReportWords.Count(finding.Shifts.Count),
            ReportWords.Count(finding.Episodes.Count),
            Hour(finding.Pain),
        ];
    }

    private static string Hour(HourVerdict verdict) =>
        verdict.Status switch
        {
            HourStatus.Ok => $"{verdict.Hour:00}:00",
            HourStatus.Undecided => "undecided",
            _ => "insufficient",
        };
}
