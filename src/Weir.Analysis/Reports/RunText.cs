using Weir.Analysis.Runs;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports;

/// <summary>Runs in words and cells, the same on the screen and on the page. Pure.</summary>
public static class RunText
{
    private const string Unknown = "–";

    /// <summary>The columns of <see cref="ClientRow"/>.</summary>
    public static string[] ClientHeads =>
        ["client", "outcome", "bytes", "time", "rate", "local port", "response", "reason"];

    /// <summary>One client as cells.</summary>
    public static string[] ClientRow(ClientResult client) =>
        [
            client.Client,
            ClientsCsv.Name(client.Outcome),
            $"{client.Bytes}",
            Time(client.Duration),
            client.Throughput?.ToString() ?? Unknown,
            client.LocalPort?.ToString() ?? Unknown,
            Time(client.Response),
            client.Error ?? "",
        ];

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

    /// <summary><c>25 of 25 clients ok; 20 MiB each, slowest 1.2 s: global rate 3.2 Gbit/s (400.0 MB/s)</c> and what else is known.</summary>
    public static string Sentence(RunRecord run)
    {
        var text = $"{run.Ok} of {run.Clients} clients ok";
        if (run.Slowest is { } slowest && run.GlobalRate is { } rate)
        {
            text += $"; {new ByteSize(run.Bytes)} each, slowest {Durations.Format(slowest)}: ";
            text += $"global rate {rate} ({rate.BytesPerSecond / 1e6:0.0} MB/s)";
            if (run.AggregateRate is { } aggregate)
                text += $", aggregate {aggregate}";
        }

        if (RunMath.StragglerRatio(run.Duration?.P50, run.Slowest) is { } ratio)
            text += $"; the slowest took {ratio:0.00} times the median";
        if (run.Jain is { } jain)
            text += $"; fairness {jain:0.000}";
        if (run.StartSpread is { } spread)
            text += $"; started within {Durations.Format(spread)}";
        return text;
    }

    public static string Clients(int count) => count == 1 ? "1 client" : $"{count} clients";

    public static string Time(TimeSpan? time) => time is { } known ? Durations.Format(known) : Unknown;
}
