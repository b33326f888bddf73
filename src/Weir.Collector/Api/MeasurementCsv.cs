using System.Globalization;
using System.Text.Json;
using Weir.Measurements.Csv;

namespace Weir.Collector.Api;

/// <summary>Records of all kinds as lines of CSV: the fields that are one value; lists of sources and histograms are left out.</summary>
internal static class MeasurementCsv
{
    private static readonly string[] Fields =
    [
        "type",
        "id",
        "started_at",
        "agent",
        "target",
        "run_id",
        "client",
        "file",
        "outcome",
        "bytes",
        "duration_s",
        "response_s",
        "throughput_bps",
        "verified",
        "sha256",
        "sent",
        "received",
        "lost",
        "loss_ratio",
        "rtt_s.min",
        "rtt_s.mean",
        "rtt_s.p50",
        "rtt_s.p95",
        "rtt_s.max",
        "jitter_s",
        "error",
    ];

    /// <summary>The first line, with its end.</summary>
    public static string Header { get; } = CsvText.Line(Fields.Select(ColumnName));

    /// <summary>One record in one line, with its end.</summary>
    /// <param name="body">The record's JSON.</param>
    public static string Line(string body)
    {
        using var document = JsonDocument.Parse(body);
        return CsvText.Line([.. Fields.Select(field => Value(document.RootElement, field))]);
    }

    public static string Time(DateTime at) => at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    /// <summary><c>rtt_s.min</c> is the column <c>rtt_min_s</c>.</summary>
    private static string ColumnName(string field) =>
        field.IndexOf("_s.", StringComparison.Ordinal) is var at and >= 0
            ? $"{field[..at]}_{field[(at + 3)..]}_s"
            : field;

    private static string? Value(JsonElement record, string field)
    {
        var value = record;
        foreach (var name in field.Split('.'))
        {
            if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(name, out value))
                return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }
}
