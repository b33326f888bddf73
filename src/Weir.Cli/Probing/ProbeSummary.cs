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
        if (record.LossRuns is { } runs)
            yield return ["loss runs", ProbeWords.Runs(runs)];
        if (record.Connect is null)
            yield return ["order", ProbeWords.Order(record)];
        yield return ["jitter", ProbeWords.Jitter(record)];
        if (record.Connect is null)
            yield return ["throughput", ProbeWords.Throughput(record)];
        if (record.LateSends > 0)
            yield return ["sent late", $"{record.LateSends} of {record.Sent}, after the date of the next packet"];
        if (record.ClockStep is { } step)
            yield return
            [
                "clock",
                $"one was set by {step.TotalSeconds:0.###} s meanwhile; one-way delays begin anew there",
            ];
        if (record.UnderLoad is { } load)
            yield return ["under load", ProbeWords.Load(load)];
    }

    private static IEnumerable<string[]> Delays(ProbeRecord record)
    {
        if (record.Connect is not null && record.Response is not null)
        {
            yield return Row("first byte", record.Rtt, "");
            yield return Row("  connect", record.Connect, "");
            if (record.Tls is not null)
                yield return Row("  TLS", record.Tls, "");
            yield return Row("  response", record.Response, "");
        }
        else
        {
            yield return Row(record.Connect is null ? "round trip" : "connect", record.Rtt, "");
        }

        if (record.UnderLoad?.Rtt is { } loaded)
            yield return Row("  under load", loaded, "");
        if (record.Forward is not null)
        {
            var note = record.Clocks == ClockRelation.Synchronized ? "" : "above the smallest: clocks not synchronized";
            yield return Row("forward", record.Forward, note);
            yield return Row("backward", record.Backward, note);
        }

        if (record.Ipdv is not null)
            yield return Row("variation", record.Ipdv, "between neighbours (IPDV)");
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
