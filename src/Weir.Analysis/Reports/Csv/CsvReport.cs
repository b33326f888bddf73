using System.Text;
using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Reports.Csv;

/// <summary>
/// A traffic report as one table: a line for all, one per client, per target, per step of time and per hour of the day.
/// Which of these a line is, its first four fields say: agent, target, hour, from.
/// </summary>
public static class CsvReport
{
    public static string Write(TrafficReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder(SummaryCsv.Header);
        foreach (var (key, summary) in report.Clients.Prepend((default, report.All)).Concat(report.Targets))
            text.Append(SummaryCsv.Line(SummaryRecord.Of(key, summary)));
        foreach (var (start, summary) in report.Timeline)
        {
            var from = SummaryCsv.Time(LocalTime.ToMoment(start, report.Zone));
            text.Append(SummaryCsv.Line(SummaryRecord.Of(default, summary), from));
        }

        foreach (var (key, summary) in report.ByHour)
            text.Append(SummaryCsv.Line(SummaryRecord.Of(key, summary)));
        return text.ToString();
    }
}
