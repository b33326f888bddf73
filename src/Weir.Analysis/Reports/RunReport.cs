using System.Globalization;
using Weir.Analysis.Reports.Pages;
using Weir.Analysis.Runs;
using Weir.Analysis.Runs.Comparing;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports;

/// <summary>Runs as one page that needs nothing beside itself: a table and bars for each, and how the rate scales. Pure.</summary>
public static class RunReport
{
    public const string FileName = "report.html";

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
        if (runs.Count > 1)
            Compare(page, RunGroup.Of(runs.Select(outcome => outcome.Run)));
        foreach (var outcome in runs)
            Append(page, outcome);
        return page.ToString();
    }

    private static string[] Row(RunRecord run) => [run.Id, .. RunText.RunRow(run)];

    private static void Compare(HtmlDocument page, IReadOnlyList<RunGroup> groups)
    {
        page.Heading("Comparison");
        foreach (var sentence in RunComparison.Sentences(groups))
            page.Paragraph(sentence + ".");
        page.Table(new ReportTable("By file and clients", RunText.GroupHeads, [.. groups.Select(RunText.GroupRow)]));
        if (groups.Select(group => group.Clients).Distinct().Count() > 1)
            page.Chart(Scaling(groups));
        if (groups.Select(group => group.Bytes).Distinct().Count() > 1)
            page.Chart(Sizes(groups));
    }

    /// <summary>One line for each file: the mean of the runs with as many clients.</summary>
    private static LineChart Scaling(IReadOnlyList<RunGroup> groups) =>
        new()
        {
            Title = "Global rate against the number of clients",
            Start = 0,
            Below = clients => clients.ToString(CultureInfo.InvariantCulture),
            Format = rate => new BitRate(rate).ToString(),
            Lines = Lines(groups, group => group.File, group => group.Clients),
        };

    /// <summary>One line for each number of clients.</summary>
    private static LineChart Sizes(IReadOnlyList<RunGroup> groups) =>
        new()
        {
            Title = "Global rate against the size of the file",
            Start = 0,
            Below = size => new ByteSize((long)size).ToDecimalString(),
            Format = rate => new BitRate(rate).ToString(),
            Lines = Lines(groups, group => RunText.Clients(group.Clients), group => group.Bytes),
        };

    private static ChartLine[] Lines(
        IReadOnlyList<RunGroup> groups,
        Func<RunGroup, string> name,
        Func<RunGroup, double> place
    ) =>
        [
            .. from rated in groups
            where rated.GlobalRate is not null
            group (At: place(rated), rated.GlobalRate!.Value.Mean) by name(rated) into line
            select new ChartLine(line.Key, [.. line.OrderBy(point => point.At)]),
        ];

    private static void Append(HtmlDocument page, RunOutcome outcome)
    {
        var run = outcome.Run;
        if (run.Requests is { } requests)
            Append(page, run, requests);
        page.Heading($"{run.Id}: {RunGroup.NameOf(run)}, {RunText.Clients(run.Clients)}")
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
                    RunText.ClientHeads(outcome.Clients),
                    [.. RunText.ClientRows(outcome.Clients)]
                )
                {
                    Words = ["outcome", "reason"],
                }
            );
    }

    private static void Append(HtmlDocument page, RunRecord run, RequestsRecord requests)
    {
        page.Heading($"{run.Id}: requests").Paragraph(RunText.Sentence(requests) + ".");
        if (requests.Latency is not { } latency)
            return;
        page.Chart(
            new BarList
            {
                Title = $"{run.Id}: requests by latency",
                Format = count => count.ToString(CultureInfo.InvariantCulture),
                Bars =
                [
                    .. RunText
                        .Doublings(latency)
                        .Select(step => new ChartBar("up to " + Durations.FormatDelay(step.Bound), step.Count)),
                ],
            }
        );
    }

    private static ChartBar Bar(ClientResult client) =>
        new(client.Client, client.Duration?.TotalSeconds, IsMarked: client.Outcome != TransferOutcome.Ok)
        {
            Absence = ClientsCsv.Name(client.Outcome),
        };
}
