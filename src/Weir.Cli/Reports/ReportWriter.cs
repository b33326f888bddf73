using Weir.Analysis.Comparison;
using Weir.Analysis.Limits;
using Weir.Analysis.Periods;
using Weir.Analysis.Reports;
using Weir.Analysis.Reports.Csv;
using Weir.Analysis.Reports.Json;
using Weir.Analysis.Reports.Pages;
using Weir.Analysis.Reports.Text;
using Weir.Analysis.Summaries;
using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;

namespace Weir.Cli.Reports;

/// <summary>Writes a report to a file or to stdout.</summary>
internal static class ReportWriter
{
    /// <exception cref="MistakeException">The file cannot be written.</exception>
    public static void Write(
        ReportTerms terms,
        IReadOnlyList<Rollup> rollups,
        Output output,
        IReadOnlyList<LimitFinding>? limits = null
    )
    {
        var clocks = terms.IsOfAgents ? Clocks.OfAgents(rollups, terms.Zone) : Clocks.Of(terms.Zone);
        var report = TrafficReport.Of(rollups, terms.From, terms.To, clocks) with
        {
            Limits = limits ?? [],
            Periods = terms.Split is { } split ? ComparedPeriods.Of(rollups, clocks, split) : null,
        };
        if (report.Periods is { Series.Count: 0 } periods)
            throw MistakeException.Usage(
                $"--split: no series has measurements both before {periods.Split:yyyy-MM-dd} and from then on; name a day between them"
            );
        var text = terms.Format switch
        {
            ReportFormat.Html => HtmlReport.Write(report),
            ReportFormat.Csv => CsvReport.Write(report),
            ReportFormat.FindingsCsv => FindingsCsv.Write(report.Findings),
            ReportFormat.Json => JsonReport.Write(report) + "\n",
            _ => TextReport.Write(report),
        };
        if (terms.File is not { } file)
        {
            output.Out.Write(text);
            return;
        }

        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"{file} cannot be written; {error.Message}");
        }
    }
}
