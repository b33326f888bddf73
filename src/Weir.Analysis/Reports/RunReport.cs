using System.Globalization;
using Weir.Analysis.Reports.Pages;
using Weir.Analysis.Runs;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports;

/// <summary>Runs as one page that needs nothing beside itself: a table and bars for each, and how the rate scales. Pure.</summary>
public static class RunReport
{
    public const string FileName = "report.html";

    private const string SeveralFiles = "several files";

    public static string Draw(IReadOnlyList<RunOutcome> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var page = new HtmlDocument("Weir: runs")
            .Note(
                "Global rate = bytes per client × clients ÷ slowest time, of the clients that have the whole file. "
                    + "Fairness is Jain's index of the rates."
            )
            .Table(
                new ReportTable("All runs", ["run", .. RunText.RunHeads], [.. runs.Select(outcome => Row(outcome.Run))])
                {
                    Words = ["file"],
                }
            );
        if (runs.Select(outcome => outcome.Run.Clients).Distinct().Count() > 1)
            page.Chart(Scaling(runs));
        foreach (var outcome in runs)
            Append(page, outcome);
        return page.ToString();
    }

    private static string[] Row(RunRecord run) => [run.Id, .. RunText.RunRow(run)];

    /// <summary>One line for each file: the mean of the runs with as many clients..</summary>
    private static LineChart Scaling(IReadOnlyList<RunOutcome> runs)
    {
        var lines =
            from outcome in runs
            where outcome.Run.GlobalRate is not null
            group outcome.Run by outcome.Run.File into file
            select new ChartLine(
                file.Key ?? SeveralFiles,
                [
                    .. from run in file
                    group run.GlobalRate!.Value.BitsPerSecond by run.Clients into same
                    orderby same.Key
                    select ((double)same.Key, same.Average()),
                ]
            );
        return new LineChart
        {
            Title = "Global rate against the number of clients",
            Start = 0,
            Below = clients => clients.ToString(CultureInfo.InvariantCulture),
            Format = rate => new BitRate(rate).ToString(),
            Lines = [.. lines],
        };
    }

    private static void Append(HtmlDocument page, RunOutcome outcome)
    {
        var run = outcome.Run;
        page.Heading($"{run.Id}: {run.File ?? SeveralFiles}, {RunText.Clients(run.Clients)}")
            .Paragraph(RunText.Sentence(run))
            .Note($"{run.Target}, measured by {run.Agent}, {run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
            .Chart(
                new BarList
                {
                    Title = $"{run.Id}: time of each client",
                    Format = seconds => Durations.Format(TimeSpan.FromSeconds(seconds)),
                    Bars = [.. outcome.Clients.Select(Bar)],
                }
            )
            .Table(
                new ReportTable(
                    $"{run.Id}: clients",
                    RunText.ClientHeads,
                    [.. outcome.Clients.Select(RunText.ClientRow)]
                )
                {
                    Words = ["outcome", "reason"],
                }
            );
    }

    private static ChartBar Bar(ClientResult client) =>
        new(client.Client, client.Duration?.TotalSeconds, IsMarked: client.Outcome != TransferOutcome.Ok)
        {
            Absence = ClientsCsv.Name(client.Outcome),
        };
}
