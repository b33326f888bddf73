using Weir.Analysis.Periods;
using Weir.Analysis.Reports;
using Weir.Analysis.Summaries;
using Weir.Cli.Agents;
using Weir.Cli.Screens;
using Weir.Measurements.Units;

namespace Weir.Cli.Lab;

/// <summary>The report of the last minutes, small enough for a screen of 80 columns. Pure.</summary>
internal static class LabReport
{
    private static readonly string[] Heads =
    [
        "client",
        "downloads",
        "failed",
        "average",
        "probes",
        "lost",
        "RTT",
        "jitter",
    ];

    /// <param name="from">Null for the first measurement.</param>
    public static TrafficReport Of(IReadOnlyList<Rollup> rollups, DateTimeOffset? from) =>
        TrafficReport.Of(rollups, from, to: null, Clocks.Of(TimeZoneInfo.Local));

    /// <summary>All of it in one line.</summary>
    public static string Line(TrafficReport report)
    {
        var all = report.All;
        return $"{AgentWords.Count(all.Downloads, "download")}, {new ByteSize(all.Bytes)}, {all.Failures} failed; "
            + $"{AgentWords.Count(all.Probes, "probe")}, {Share(all.LossRatio)} lost, RTT {Delay(all.Rtt)}";
    }

    public static IReadOnlyList<string> Table(TrafficReport report)
    {
        if (report.From is not { } from)
            return ["no measurements yet"];
        using var text = new StringWriter { NewLine = "\n" };
        TextTable.Print(text, Heads, report.Clients.Select(client => Row(client.Key.Agent!, client.Summary)));
        return
        [
            $"since {LocalTime.Of(from, report.Zone):HH:mm}: {Line(report)}",
            .. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
        ];
    }

    private static string[] Row(string name, Summary summary) =>
        [
            name,
            $"{summary.Downloads}",
            $"{summary.Failures}",
            SpreadRecord.Of(summary.Throughput) is { } speed ? new BitRate(speed.Mean).ToString() : "-",
            $"{summary.Probes}",
            Share(summary.LossRatio),
            Delay(summary.Rtt),
            Delay(summary.Jitter),
        ];

    private static string Delay(Measurements.Histograms.Distribution times) =>
        SpreadRecord.Of(times) is { } spread ? Durations.Format(TimeSpan.FromSeconds(spread.Mean)) : "-";

    private static string Share(double? ratio) => ratio is { } known ? $"{known * 100:0.##} %" : "-";
}
