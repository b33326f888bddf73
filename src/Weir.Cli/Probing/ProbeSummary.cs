using Weir.Cli.Screens;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;

namespace Weir.Cli.Probing;

/// <summary>What remains on the screen after a probe.</summary>
internal static class ProbeSummary
{
    public static void Print(TextWriter to, IReadOnlyList<ProbeRecord> records)
    {
        if (records is [var only])
            PrintOne(to, only);
        else
            PrintMany(to, records);
    }

    private static void PrintOne(TextWriter to, ProbeRecord record)
    {
        if (record.Received > 0)
        {
            TextTable.Print(to, ["", "min", "mean", "p50", "p95", "p99", "max", "stddev", ""], Delays(record));
            to.WriteLine();
        }

        TextTable.Print(to, ["packets", $"{record.Sent} sent, {record.Received} answered"], Facts(record));
    }

    private static IEnumerable<string[]> Facts(ProbeRecord record)
    {
        yield return ["lost", Joined(ProbeWords.Loss(record.Lost, record.Sent), ProbeWords.Directions(record))];
        if (record.Received == 0)
            yield break;
        yield return ["order", $"{record.Reordered} reordered, {record.Duplicates} duplicates"];
        yield return ["jitter", ProbeWords.Jitter(record)];
        yield return ["throughput", ProbeWords.Throughput(record)];
    }

    private static IEnumerable<string[]> Delays(ProbeRecord record)
    {
        yield return Row("round trip", record.Rtt, "");
        if (record.Forward is null)
            yield break;
        var note = record.Clocks == ClockRelation.Synchronized ? "" : "above the smallest: clocks not synchronized";
        yield return Row("forward", record.Forward, note);
        yield return Row("backward", record.Backward, note);
    }

    private static void PrintMany(TextWriter to, IReadOnlyList<ProbeRecord> records)
    {
        TextTable.Print(
            to,
            ["client", "sent", "lost", "rtt p50", "rtt p95", "rtt p99", "jitter", "received", "outcome"],
            records.Select(record =>
                (string[])
                    [
                        record.Client ?? "",
                        $"{record.Sent}",
                        $"{record.Lost}",
                        ProbeWords.Delay(record.Rtt?.P50),
                        ProbeWords.Delay(record.Rtt?.P95),
                        ProbeWords.Delay(record.Rtt?.P99),
                        ProbeWords.Delay(record.Jitter),
                        record.Throughput?.ToString() ?? ProbeWords.Unknown,
                        record.Outcome.ToString().ToLowerInvariant(),
                    ]
            )
        );
        to.WriteLine();
        var all = new Distribution();
        foreach (var record in records)
        {
            if (record.Rtt is { } rtt)
                all.Merge(Distribution.Of(rtt));
        }

        if (all.Count > 0)
        {
            TextTable.Print(
                to,
                ["all clients", "min", "mean", "p50", "p95", "p99", "max", "stddev", ""],
                [Row("round trip", all.ToRecord(), "")]
            );
            to.WriteLine();
        }

        to.WriteLine($"lost  {ProbeWords.Loss(records.Sum(r => r.Lost), records.Sum(r => r.Sent))}");
    }

    private static string[] Row(string name, DistributionRecord? spread, string note) =>
        [
            name,
            ProbeWords.Delay(spread?.Min),
            ProbeWords.Delay(spread?.Mean),
            ProbeWords.Delay(spread?.P50),
            ProbeWords.Delay(spread?.P95),
            ProbeWords.Delay(spread?.P99),
            ProbeWords.Delay(spread?.Max),
            ProbeWords.Delay(spread?.StandardDeviation),
            note,
        ];

    private static string Joined(string first, string second) => second.Length == 0 ? first : $"{first}; {second}";
}
