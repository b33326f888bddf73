using System.Text;
using Weir.Analysis.Runs;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports;

/// <summary>Runs as one page that needs nothing beside itself: a table and bars for each, and how the rate scales. Pure.</summary>
public static class RunReport
{
    public const string FileName = "report.html";

    private const string Style = """
        body{font:15px/1.45 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#123}
        table{border-collapse:collapse;margin:.8rem 0;font-variant-numeric:tabular-nums}
        th,td{padding:.15rem .7rem;text-align:right;border-bottom:1px solid #dde}.word{text-align:left}
        svg{font:12px system-ui,sans-serif;fill:#123;max-width:100%}rect{fill:#0b6}rect.bad{fill:#c33}
        .grid{stroke:#dde}.note{color:#567}
        @media (prefers-color-scheme:dark){body,svg{background:#111;color:#dde;fill:#dde}th,td{border-color:#334}.grid{stroke:#334}}
        """;

    public static string Draw(IReadOnlyList<RunOutcome> runs)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Append("<meta name=\"viewport\" content=\"width=device-width\">");
        page.Append($"<title>Weir: runs</title>\n<style>\n{Style}\n</style></head><body>\n<h1>Runs</h1>\n");
        page.Append(
            "<p class=\"note\">Global rate = bytes per client × clients ÷ slowest time, of the clients that have the whole file.</p>\n"
        );
        page.Append(
            HtmlTable.Draw(
                [
                    "run",
                    "file",
                    "clients",
                    "bytes per client",
                    "slowest",
                    "global rate",
                    "MB/s",
                    "aggregate rate",
                    "start spread",
                    "fairness",
                    "ok",
                    "failed",
                    "corrupt",
                ],
                runs.Select(outcome => Row(outcome.Run)),
                words: 2
            )
        );
        if (runs.Select(outcome => outcome.Run.Clients).Distinct().Count() > 1)
            AppendScaling(page, runs);
        foreach (var outcome in runs)
            AppendRun(page, outcome);
        return page.Append("</body></html>\n").ToString();
    }

    private static string?[] Row(RunRecord run) =>
        [
            run.Id,
            run.File,
            $"{run.Clients}",
            $"{run.Bytes}",
            RunText.Time(run.Slowest),
            run.GlobalRate?.ToString(),
            run.GlobalRate is { } rate ? $"{rate.BytesPerSecond / 1e6:0.0}" : null,
            run.AggregateRate?.ToString(),
            RunText.Time(run.StartSpread),
            run.Jain?.ToString("0.000"),
            $"{run.Ok}",
            $"{run.Failed}",
            $"{run.Corrupt}",
        ];

    /// <summary>One line for each file: the mean of the runs with as many clients.</summary>
    private static void AppendScaling(StringBuilder page, IReadOnlyList<RunOutcome> runs)
    {
        var lines =
            from outcome in runs
            where outcome.Run.GlobalRate is not null
            group outcome.Run by outcome.Run.File into file
            select new Line(
                file.Key ?? "several files",
                [
                    .. from run in file
                    group run.GlobalRate!.Value.BytesPerSecond / 1e6 by run.Clients into same
                    orderby same.Key
                    select ((double)same.Key, same.Average()),
                ]
            );
        if (lines.ToArray() is not { Length: > 0 } drawn)
            return;
        page.Append("<h2>Rate against clients</h2>\n");
        page.Append(LineChart.Draw("Global rate against the number of clients", "clients", "global rate, MB/s", drawn));
    }

    private static void AppendRun(StringBuilder page, RunOutcome outcome)
    {
        var run = outcome.Run;
        page.Append(
            $"<h2>{Html.Text(run.Id)}: {Html.Text(run.File ?? "several files")}, {RunText.Clients(run.Clients)}</h2>\n"
        );
        page.Append($"<p>{Html.Text(RunText.Sentence(run))}</p>\n<p class=\"note\">{Html.Text(Setting(run))}</p>\n");
        page.Append(BarChart.Draw("Time of each client", [.. outcome.Clients.Select(Bar)]));
        page.Append(HtmlTable.Draw(RunText.ClientHeads, outcome.Clients.Select(RunText.ClientRow), words: 2));
    }

    private static string Setting(RunRecord run) =>
        $"{run.Target}, measured by {run.Agent}, {run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";

    private static Bar Bar(ClientResult client) =>
        new(
            client.Client,
            client.Duration?.TotalSeconds,
            client.Duration is { } time ? Durations.Format(time) : ClientsCsv.Name(client.Outcome),
            client.Outcome != TransferOutcome.Ok
        );
}
