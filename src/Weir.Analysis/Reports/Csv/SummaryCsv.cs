using System.Globalization;
using Weir.Analysis.Summaries;
using Weir.Measurements.Csv;

namespace Weir.Analysis.Reports.Csv;

/// <summary>Summaries as lines of CSV (RFC 4180). What a line is not about is an empty field.</summary>
public static class SummaryCsv
{
    private static readonly string[] Distributions = ["throughput", "duration", "response"];
    private static readonly string[] Numbers = ["mean", "min", "max", "p50", "p95"];

    /// <summary>The first line, with its end.</summary>
    public static string Header { get; } =
        CsvText.Line([
            "agent",
            "target",
            "hour",
            "from",
            "downloads",
            "failures",
            "bytes",
            .. Distributions.SelectMany(d => Numbers.Select(n => $"{d}_{n}_{(d == "throughput" ? "bps" : "s")}")),
            "probes",
            "loss_ratio",
            .. Numbers.Select(n => $"rtt_{n}_s"),
            .. Numbers.Select(n => $"jitter_{n}_s"),
        ]);

    /// <summary>One summary in one line, with its end.</summary>
    /// <param name="from">The start of the stretch of time that the line is about, if it is about one.</param>
    public static string Line(SummaryRecord record, string? from = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CsvText.Line([
            record.Agent,
            record.Target,
            CsvText.Number(record.Hour),
            from,
            CsvText.Number(record.Downloads),
            CsvText.Number(record.Failures),
            CsvText.Number(record.Bytes),
            .. Spread(record.Throughput),
            .. Spread(record.Duration),
            .. Spread(record.Response),
            CsvText.Number(record.Probes),
            CsvText.Number(record.LossRatio),
            .. Spread(record.Rtt),
            .. Spread(record.Jitter),
        ]);
    }

    /// <summary>As RFC 3339 in UTC.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static IEnumerable<string?> Spread(SpreadRecord? spread) =>
        [
            CsvText.Number(spread?.Mean),
            CsvText.Number(spread?.Min),
            CsvText.Number(spread?.Max),
            CsvText.Number(spread?.P50),
            CsvText.Number(spread?.P95),
        ];
}
