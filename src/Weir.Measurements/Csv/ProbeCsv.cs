using System.Globalization;
using Weir.Measurements.Records;

namespace Weir.Measurements.Csv;

/// <summary>Probes as lines of CSV, for <c>weir probe --csv</c>.</summary>
public static class ProbeCsv
{
    /// <summary>The first line of a file, with its end.</summary>
    public static string Header { get; } =
        CsvText.Line([
            "timestamp",
            "agent",
            "target",
            "sent",
            "received",
            "lost",
            "lost_forward",
            "lost_backward",
            "loss_ratio",
            "duplicates",
            "reordered",
            "rtt_min_s",
            "rtt_mean_s",
            "rtt_p50_s",
            "rtt_p95_s",
            "rtt_p99_s",
            "rtt_max_s",
            "jitter_s",
            "throughput_bps",
        ]);

    /// <summary>One probe in one line, with its end; what is unknown is an empty field.</summary>
    public static string Line(ProbeRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var rtt = record.Rtt;
        return CsvText.Line([
            record.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            record.Agent,
            record.Target,
            CsvText.Number(record.Sent),
            CsvText.Number(record.Received),
            CsvText.Number(record.Lost),
            CsvText.Number(record.LostForward),
            CsvText.Number(record.LostBackward),
            CsvText.Number(record.LossRatio),
            CsvText.Number(record.Duplicates),
            CsvText.Number(record.Reordered),
            CsvText.Number(rtt?.Min),
            CsvText.Number(rtt?.Mean),
            CsvText.Number(rtt?.P50),
            CsvText.Number(rtt?.P95),
            CsvText.Number(rtt?.P99),
            CsvText.Number(rtt?.Max),
            CsvText.Number(record.Jitter?.TotalSeconds),
            CsvText.Number(record.Throughput?.BitsPerSecond),
        ]);
    }
}
