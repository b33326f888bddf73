using Weir.Cli.Mistakes;
using Weir.Cli.Reports;
using Weir.Cli.Serving;
using Weir.Cli.Terminal;

namespace Weir.Cli.Lab;

/// <summary>The parts beside the replicas on the screen of the lab, and the key that shows their report.</summary>
internal sealed class LabCompany(LabParts parts, LabFolder folder, Output output)
{
    private string Page => Path.Combine(folder.Watch, "report.html");

    public Company Company =>
        new(
            "weir lab",
            "p shows the report of the last minutes and writes it as a page",
            Lines,
            new Dictionary<char, Func<Task<IReadOnlyList<string>>>> { ['p'] = ReportAsync }
        );

    private IReadOnlyList<string> Lines()
    {
        var agents = string.Join(", ", parts.Agents.Select(agent => $"{agent.Name} {agent.Findings}"));
        var relays = parts.Proxy.Relays;
        var trouble = parts.Agents.Select(agent => agent.Trouble).FirstOrDefault(trouble => trouble is not null);
        return
        [
            $"proxy  {parts.Proxy.EndPoints[0]}  {LabWords.Proxy(parts.Proxy.Status)}",
            $"relay  {relays[0].EndPoint}, slow path {relays[1].EndPoint}, for TCP {relays[2].EndPoint}",
            $"collector, page  {parts.Collector.Url}  {parts.Collector.Totals.Accepted} records",
            $"agents  runs: {agents}" + (trouble is null ? "" : $"; {trouble}"),
        ];
    }

    private async Task<IReadOnlyList<string>> ReportAsync()
    {
        var from = parts.Collector.LastMinutes();
        var read = await parts.Collector.RollupsAsync(from, CancellationToken.None);
        if (read.Problem is { } problem)
            return [problem];
        var report = LabReport.Of(read.Rollups, from: null);
        try
        {
            var terms = new ReportTerms(report.From, null, report.Zone, ReportFormat.Html, Page, MayOverwrite: true);
            ReportWriter.Write(terms, read.Rollups, output);
        }
        catch (MistakeException mistake)
        {
            return [.. LabReport.Table(report), mistake.Message];
        }
        return [.. LabReport.Table(report), $"with graphs: {Page}"];
    }
}
