using System.Globalization;
using Weir.Analysis.Runs;
using Weir.Analysis.Runs.Comparing;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports;

/// <summary>Runs in words and cells, the same on the screen and on the page. Pure.</summary>
public static class RunText
{
    private const string Unknown = "–";

    private static readonly (string Name, double Share)[] LatencyShares =
    [
        ("p50", 0.5),
        ("p90", 0.9),
        ("p99", 0.99),
        ("p99.9", 0.999),
        ("p99.99", 0.9999),
    ];

    /// <summary>The columns of <see cref="ClientRows"/>: those of the server only when its side is known.</summary>
    public static string[] ClientHeads(IReadOnlyList<ClientResult> clients) =>
        [
            "client",
            "outcome",
            "bytes",
            "time",
            "rate",
            "rank",
            "local port",
            "response",
            .. HasServer(clients) ? (string[])["sent", "server time", "retransmits"] : [],
            "reason",
        ];

    /// <summary>Each client as cells.</summary>
    public static IEnumerable<string[]> ClientRows(IReadOnlyList<ClientResult> clients)
    {
        var hasServer = HasServer(clients);
        var ranks = Ranks(clients);
        return clients.Select(
            (client, i) =>
                (string[])
                    [
                        client.Client,
                        ClientsCsv.Name(client.Outcome),
                        $"{client.Bytes}",
                        Time(client.Duration),
                        client.Throughput?.ToString() ?? Unknown,
                        ranks[i],
                        client.LocalPort?.ToString() ?? Unknown,
                        Time(client.Response),
                        .. hasServer
                            ? (string[])
                                [
                                    client.Server?.Bytes.ToString() ?? Unknown,
                                    Time(client.Server?.Duration),
                                    client.Server?.Retransmits?.ToString() ?? Unknown,
                                ]
                            : [],
                        client.Error ?? "",
                    ]
        );
    }

    /// <summary>Who had the right file first is 1; who has it not has no rank. In the order of the clients.</summary>
    private static string[] Ranks(IReadOnlyList<ClientResult> clients)
    {
        var ranks = Enumerable.Repeat(Unknown, clients.Count).ToArray();
        var order = Enumerable
            .Range(0, clients.Count)
            .Where(i => clients[i] is { Outcome: TransferOutcome.Ok, Duration: not null })
            .OrderBy(i => clients[i].Duration);
        foreach (var (rank, i) in order.Index())
            ranks[i] = $"{rank + 1}";
        return ranks;
    }

    private static bool HasServer(IReadOnlyList<ClientResult> clients) =>
        clients.Any(client => client.Server is not null);

    /// <summary>The columns of <see cref="RunRow"/>.</summary>
    public static string[] RunHeads =>
        ["file", "clients", "bytes", "slowest", "global rate", "MB/s", "aggregate", "spread", "fairness", "ok"];

    /// <summary>One run as cells.</summary>
    public static string[] RunRow(RunRecord run) =>
        [
            run.File ?? Unknown,
            $"{run.Clients}",
            $"{run.Bytes}",
            Time(run.Slowest),
            run.GlobalRate?.ToString() ?? Unknown,
            run.GlobalRate is { } rate ? $"{rate.BytesPerSecond / 1e6:0.0}" : Unknown,
            run.AggregateRate?.ToString() ?? Unknown,
            Time(run.StartSpread),
            run.Jain?.ToString("0.000") ?? Unknown,
            $"{run.Ok} of {run.Clients}",
        ];

    /// <summary>The columns of <see cref="GroupRow"/>.</summary>
    public static string[] GroupHeads =>
        [
            "file",
            "clients",
            "rounds",
            "global rate, MB/s",
            "± (95 %)",
            "MB/s per client",
            "slowest",
            "fairness",
            "not ok",
        ];

    /// <summary>The rounds of one combination as cells.</summary>
    public static string[] GroupRow(RunGroup group) =>
        [
            group.File,
            $"{group.Clients}",
            $"{group.Rounds}",
            Megabytes(group.GlobalRate?.Mean),
            Megabytes(group.GlobalRate?.HalfWidth),
            Megabytes(group.PerClient),
            Time(group.Slowest),
            group.Jain?.ToString("0.000", CultureInfo.InvariantCulture) ?? Unknown,
            $"{group.Bad}",
        ];

    private static string Megabytes(double? bitsPerSecond) =>
        bitsPerSecond is { } rate
            ? (new BitRate(rate).BytesPerSecond / 1e6).ToString("0.0", CultureInfo.InvariantCulture)
            : Unknown;

    /// <summary><c>25 of 25 clients ok; 20 MB each, slowest 1.2 s: global rate 3.2 Gbit/s (400.0 MB/s)</c> and what else is known.</summary>
    public static string Sentence(RunRecord run)
    {
        var text = $"{run.Ok} of {run.Clients} clients ok";
        if (run.Slowest is { } slowest && run.GlobalRate is { } rate)
        {
            text += $"; {new ByteSize(run.Bytes).ToDecimalString()} each, slowest {Time(slowest)}: ";
            text += $"global rate {rate} ({rate.BytesPerSecond / 1e6:0.0} MB/s)";
            if (run.AggregateRate is { } aggregate)
                text += $", aggregate {aggregate}";
        }

        if (RunMath.StragglerRatio(run.Duration?.P50, run.Slowest) is { } ratio)
            text += $"; the slowest took {ratio:0.00} times the median";
        if (run.Jain is { } jain)
            text += $"; fairness {jain:0.000}";
        if (run.StartSpread is { } spread)
            text += $"; started within {Time(spread)}";
        return text;
    }

    /// <summary>A run of many small requests in two sentences.</summary>
    public static string Sentence(RequestsRecord requests)
    {
        var rate = requests.RatePerS.ToString("0.#", CultureInfo.InvariantCulture);
        var text = requests.OfferedPerS is { } offered
            ? $"{requests.Requests} requests were due, {offered.ToString("0.###", CultureInfo.InvariantCulture)}/s; {rate}/s were answered right"
            : $"{requests.Requests} requests, {rate}/s were answered right";
        text += $"; {requests.Ok} ok, {requests.Failed} failed, {requests.Corrupt} corrupt";
        if (requests.Unstarted > 0)
            text += $"; {requests.Unstarted} of the failed were never begun, as the server was that far behind";
        return requests.Latency is { } latency
            ? $"{text}. Latency from the moment each was due: {Percentiles(latency)}"
            : text;
    }

    private static string Percentiles(DistributionRecord latency)
    {
        var all = Distribution.Of(latency);
        var text = "";
        foreach (var (name, share) in LatencyShares)
        {
            if (all.Percentile(share) is { } value)
                text += $"{name} {Durations.FormatDelay(value)}, ";
        }

        return text + $"max {Durations.FormatDelay(latency.Max ?? 0)}";
    }

    /// <summary>The columns of <see cref="LatencyRows"/>.</summary>
    public static string[] LatencyHeads => ["latency up to", "requests", "share", "cumulative"];

    /// <summary>A histogram as cells, with a row for each doubling.</summary>
    public static IEnumerable<string[]> LatencyRows(DistributionRecord latency)
    {
        var total = latency.Histogram.Sum(bucket => bucket.Count);
        var seen = 0L;
        foreach (var (bound, count) in Doublings(latency))
        {
            seen += count;
            yield return [Durations.FormatDelay(bound), $"{count}", Percent(count, total), Percent(seen, total)];
        }
    }

    /// <summary>Counts up to each power of two seconds, without gaps.</summary>
    internal static IEnumerable<(double Bound, long Count)> Doublings(DistributionRecord latency)
    {
        var counts = latency
            .Histogram.GroupBy(bucket => (int)Math.Ceiling(bucket.Bucket / (double)LogBuckets.PerDoubling))
            .ToDictionary(group => group.Key, group => group.Sum(bucket => bucket.Count));
        if (counts.Count == 0)
            yield break;
        for (var power = counts.Keys.Min(); power <= counts.Keys.Max(); power++)
            yield return (Math.ScaleB(1, power), counts.GetValueOrDefault(power));
    }

    private static string Percent(long part, long whole) =>
        (part / (double)whole).ToString("0.00 %", CultureInfo.InvariantCulture);

    public static string Clients(int count) => count == 1 ? "1 client" : $"{count} clients";

    /// <summary>Three digits up to a minute: the rates beside it are made of them.</summary>
    public static string Time(TimeSpan? time) =>
        time is not { } known ? Unknown
        : known.TotalMinutes < 1 ? Durations.FormatDelay(known)
        : Durations.Format(known);
}
