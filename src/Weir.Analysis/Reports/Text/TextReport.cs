using System.Text;
using Weir.Analysis.Periods;

namespace Weir.Analysis.Reports.Text;

/// <summary>A traffic report as plain text.</summary>
public static class TextReport
{
    private const string Gap = "  ";

    public static string Write(TrafficReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.From is not { } from || report.To is not { } to)
            return "No measurements.\n";
        var text = new StringBuilder().Append(Period(from, to, report.Zone)).Append('\n');
        var isEmpty = true;
        foreach (var table in ReportTables.Of(report))
        {
            Append(text, table);
            isEmpty = false;
        }

        if (isEmpty)
            return text.Append("\nNo measurements in this period.\n").ToString();
        text.Append('\n')
            .Append(ReportWords.Busiest(report.Busiest))
            .Append('\n')
            .Append(ReportWords.Slowest(report.Slowest))
            .Append('\n');
        foreach (var finding in report.Findings.Series)
        {
            text.Append('\n').Append(FindingWords.Name(finding));
            if (!finding.Zone.Equals(report.Zone))
                text.Append($" (clocks of {finding.Zone.Id})");
            text.Append('\n');
            foreach (var sentence in FindingWords.Of(finding))
                text.Append(Gap).Append(sentence).Append('\n');
        }

        return text.ToString();
    }

    /// <summary><c>2026-11-01 00:00 to 2026-11-21 00:00 (Europe/Berlin)</c></summary>
    internal static string Period(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone) =>
        $"{ReportWords.Minute(LocalTime.Of(from, zone))} to {ReportWords.Minute(LocalTime.Of(to, zone))} ({zone.Id})";

    private static void Append(StringBuilder text, ReportTable table)
    {
        text.Append('\n').Append(table.Title).Append('\n');
        var lines = table.Rows.Prepend(table.Heads).ToArray();
        var widths = table.Heads.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            text.AppendJoin(Gap, cells).Append('\n');
        }
    }
}
