using Weir.Analysis.Summaries;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports;

/// <summary>The tables of a traffic report, the same in text and in HTML.</summary>
internal static class ReportTables
{
    private static readonly string[] DownloadHeads =
    [
        "downloads",
        "failures",
        "bytes",
        "average speed",
        "maximum",
        "minimum",
        "time to complete",
        "response time",
    ];

    private static readonly string[] ProbeHeads = ["probes", "loss", "RTT mean", "RTT p95", "jitter"];

    /// <summary>Those that have something to say.</summary>
    public static IEnumerable<ReportTable> Of(TrafficReport report)
    {
        var clients = report.Clients.Select(c => (c.Key.Agent!, c.Summary)).ToList();
        var targets = report.Targets.Select(t => (t.Key.Target!, t.Summary)).ToList();
        var times = report.Timeline.Select(t => (ReportWords.Minute(t.Start), t.Summary)).ToList();
        if (report.All.Downloads > 0 || report.All.Bytes > 0)
        {
            yield return Downloads("Downloads by client", "client", [.. clients, ("all", report.All)]);
            yield return Downloads("Downloads by target", "target", targets);
            yield return Downloads($"Downloads over time, by {StepName(report.Step)}", "from", times);
        }

        if (report.All.Probes > 0)
        {
            yield return Probes("Probes by client", "client", [.. clients, ("all", report.All)]);
            yield return Probes("Probes by target", "target", targets);
            yield return Probes($"Probes over time, by {StepName(report.Step)}", "from", times);
        }

        if (ComparisonTable.Of(report.Periods) is { } periods)
            yield return periods;
        if (LimitTable.Of(report.Limits) is { } limits)
            yield return limits;
    }

    private static ReportTable Downloads(string title, string name, IEnumerable<(string Name, Summary Summary)> rows) =>
        new(
            title,
            [name, .. DownloadHeads],
            [
                .. rows.Where(row => row.Summary.Downloads > 0 || row.Summary.Bytes > 0)
                    .Select(row =>
                        (IReadOnlyList<string>)
                            [
                                row.Name,
                                ReportWords.Count(row.Summary.Downloads),
                                ReportWords.Count(row.Summary.Failures),
                                new ByteSize(row.Summary.Bytes).ToString(),
                                ReportWords.Speed(SpreadRecord.Of(row.Summary.Throughput)?.Mean),
                                ReportWords.Speed(SpreadRecord.Of(row.Summary.Throughput)?.Max),
                                ReportWords.Speed(SpreadRecord.Of(row.Summary.Throughput)?.Min),
                                ReportWords.Seconds(SpreadRecord.Of(row.Summary.Duration)?.Mean),
                                ReportWords.Seconds(SpreadRecord.Of(row.Summary.Response)?.Mean),
                            ]
                    ),
            ]
        );

    private static ReportTable Probes(string title, string name, IEnumerable<(string Name, Summary Summary)> rows) =>
        new(
            title,
            [name, .. ProbeHeads],
            [
                .. rows.Where(row => row.Summary.Probes > 0)
                    .Select(row =>
                        (IReadOnlyList<string>)
                            [
                                row.Name,
                                ReportWords.Count(row.Summary.Probes),
                                ReportWords.Share(row.Summary.LossRatio),
                                ReportWords.Seconds(SpreadRecord.Of(row.Summary.Rtt)?.Mean),
                                ReportWords.Seconds(SpreadRecord.Of(row.Summary.Rtt)?.P95),
                                ReportWords.Seconds(SpreadRecord.Of(row.Summary.Jitter)?.Mean),
                            ]
                    ),
            ]
        );

    private static string StepName(TimeSpan step) =>
        step.TotalDays >= 1 ? Plural((int)step.TotalDays, "day")
        : step.TotalHours >= 1 ? Plural((int)step.TotalHours, "hour")
        : Plural((int)step.TotalMinutes, "minute");

    private static string Plural(int count, string unit) => count == 1 ? unit : $"{count} {unit}s";
}
