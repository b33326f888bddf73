using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Analysis.Comparison;
using Weir.Analysis.Hours;
using Weir.Analysis.Json;
using Weir.Analysis.Limits;
using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Summaries;

namespace Weir.Analysis.Reports.Json;

/// <summary>
/// A traffic report as the <c>analysis</c> object: what the tables say as summaries, and the findings about each series.
/// </summary>
public static class JsonReport
{
    /// <summary>One line, without its end.</summary>
    public static string Write(TrafficReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = AnalysisJson.Lines.Options.Encoder }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("type", "analysis");
            WriteTime(json, "from", report.From);
            WriteTime(json, "to", report.To);
            json.WriteString("tz", report.Zone.Id);
            WriteSummaries(json, "summary", [(default, report.All)]);
            WriteSummaries(json, "agents", report.Clients);
            WriteSummaries(json, "targets", report.Targets);
            WriteSummaries(json, "hours", report.ByHour);
            WriteTimeline(json, report);
            WriteHours(json, report.Busiest, report.Slowest);
            json.WriteStartArray("series");
            foreach (var finding in report.Findings.Series)
                FindingJson.Write(json, finding);
            json.WriteEndArray();
            if (report.Periods is { } periods)
                WritePeriods(json, periods);
            if (report.Limits.Count > 0)
                WriteLimits(json, report.Limits);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WritePeriods(Utf8JsonWriter json, ComparedPeriods periods)
    {
        json.WriteStartObject("comparison");
        json.WriteString("split", periods.Split.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteStartArray("series");
        foreach (var series in periods.Series)
        {
            var comparison = series.Comparison;
            json.WriteStartObject();
            json.WriteString("agent", series.Agent);
            json.WriteString("target", series.Target);
            json.WriteString("metric", MetricRules.Name(series.Metric));
            json.WriteNumber("days_before", comparison.DaysBefore);
            json.WriteNumber("days_after", comparison.DaysAfter);
            JsonNumber.Write(json, "before", comparison.Before);
            JsonNumber.Write(json, "after", comparison.After);
            // Of rates and response times after ÷ before, else after − before.
            JsonNumber.Write(json, "difference", comparison.Difference?.Value);
            JsonNumber.Write(json, "low", comparison.Difference?.Low);
            JsonNumber.Write(json, "high", comparison.Difference?.High);
            JsonNumber.Write(json, "p_value", comparison.PValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, IReadOnlyList<LimitFinding> limits)
    {
        json.WriteStartArray("limits");
        foreach (var limit in limits)
        {
            json.WriteStartObject();
            json.WriteString("client", limit.Client);
            json.WriteString("verdict", LimitTable.Name(limit.Verdict));
            json.WriteString("method", LimitRule.Version);
            json.WriteNumber("connections", limit.Connections);
            json.WriteNumber("bytes", limit.Bytes);
            JsonNumber.Write(json, "receiver_share", limit.ReceiverShare);
            JsonNumber.Write(json, "send_buffer_share", limit.SendBufferShare);
            JsonNumber.Write(json, "idle_share", limit.IdleShare);
            JsonNumber.Write(json, "retransmits", limit.Retransmits);
            JsonNumber.Write(json, "rtt_min_s", limit.RttMin?.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSummaries(
        Utf8JsonWriter json,
        string name,
        IEnumerable<(SummaryKey Key, Summary Summary)> summaries
    )
    {
        json.WriteStartArray(name);
        foreach (var (key, summary) in summaries)
            JsonSerializer.Serialize(json, SummaryRecord.Of(key, summary), AnalysisJson.Lines.SummaryRecord);
        json.WriteEndArray();
    }

    private static void WriteTimeline(Utf8JsonWriter json, TrafficReport report)
    {
        json.WriteNumber("bucket_s", report.Step.TotalSeconds);
        json.WriteStartArray("timeline");
        foreach (var (start, summary) in report.Timeline)
        {
            json.WriteStartObject();
            WriteTime(json, "at", LocalTime.ToMoment(start, report.Zone));
            json.WritePropertyName("summary");
            JsonSerializer.Serialize(json, SummaryRecord.Of(default, summary), AnalysisJson.Lines.SummaryRecord);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHours(Utf8JsonWriter json, HourFinding busiest, HourFinding slowest)
    {
        json.WriteStartObject("busiest_hour");
        WriteFinding(json, "demand", busiest, "bytes_per_day");
        WriteFinding(json, "pain", slowest, "throughput_p50_bps");
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, string name, HourFinding finding, string valueName)
    {
        json.WriteStartObject(name);
        json.WriteString(
            "status",
            finding.Status switch
            {
                HourStatus.Ok => "ok",
                HourStatus.Undecided => "undecided",
                _ => "insufficient",
            }
        );
        if (finding.Hour is { } hour)
            json.WriteNumber("hour", hour);
        else
            json.WriteNull("hour");
        if (finding.Value is { } value)
            json.WriteNumber(valueName, Math.Round(value, 3));
        else
            json.WriteNull(valueName);
        json.WriteNumber("days", finding.Days);
        json.WriteNumber("days_missing", finding.DaysMissing);
        json.WriteStartArray("rivals");
        foreach (var rival in finding.Rivals)
            json.WriteNumberValue(rival);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } known)
            json.WriteString(name, known.UtcDateTime);
        else
            json.WriteNull(name);
    }
}
