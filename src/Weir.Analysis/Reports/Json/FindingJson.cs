using System.Text.Json;
using Weir.Analysis.BusyHours;
using Weir.Analysis.Comparison;
using Weir.Analysis.Congestion;
using Weir.Analysis.Episodes;
using Weir.Analysis.Findings;
using Weir.Analysis.Hours;
using Weir.Analysis.Series;
using Weir.Analysis.Shifts;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Reports.Json;

/// <summary>A series of the <c>analysis</c> object: verdicts, each with what it rests on.</summary>
public static class FindingJson
{
    public static void Write(Utf8JsonWriter json, SeriesFinding finding)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(finding);
        json.WriteStartObject();
        json.WriteString("agent", finding.Agent);
        json.WriteString("target", finding.Target);
        json.WriteString("metric", MetricRules.Name(finding.Metric));
        json.WriteString("tz", finding.Zone.Id);
        json.WriteNumber("n", finding.Count);
        WriteInterval(json, "median", finding.Median);
        WriteCongestion(json, finding);
        json.WriteStartArray("level_shifts");
        foreach (var shift in finding.Shifts)
            WriteShift(json, shift);
        json.WriteEndArray();
        json.WriteStartObject("busiest_hour");
        WriteHour(json, "demand", finding.Demand, "bytes_per_hour");
        WriteHour(json, "pain", finding.Pain, "elevation");
        WriteHour(json, "time_consistent", finding.TimeConsistent, "bytes_per_hour");
        json.WriteEndObject();
        json.WriteStartArray("episodes");
        foreach (var episode in finding.Episodes)
            WriteEpisode(json, episode);
        json.WriteEndArray();
        WriteDrop(json, finding.Drop);
        WriteWeek(json, finding);
        json.WriteStartArray("words");
        foreach (var sentence in FindingWords.Of(finding))
            json.WriteStringValue(sentence);
        json.WriteEndArray();
        WriteEvidence(json, finding);
        json.WriteEndObject();
    }

    /// <summary>One episode with whose it is: an item of <c>GET /api/v1/episodes</c>.</summary>
    public static void WriteEpisode(Utf8JsonWriter json, Episode episode, SeriesFinding? of = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(episode);
        json.WriteStartObject();
        if (of is not null)
        {
            json.WriteString("agent", of.Agent);
            json.WriteString("target", of.Target);
            json.WriteString("metric", MetricRules.Name(of.Metric));
        }

        json.WriteString("from", episode.From.UtcDateTime);
        json.WriteString("to", episode.To.UtcDateTime);
        JsonNumber.Write(json, "depth", episode.Depth);
        json.WriteNumber("n", episode.Count);
        JsonNumber.Write(json, "p_value", episode.PValue);
        json.WriteStartArray("moved");
        foreach (var metric in episode.Moved)
            json.WriteStringValue(MetricRules.Name(metric));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A busiest hour with its status, interval and rivals.</summary>
    public static void WriteHour(Utf8JsonWriter json, string name, HourVerdict verdict, string valueName)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(verdict);
        json.WriteStartObject(name);
        json.WriteString(
            "status",
            verdict.Status switch
            {
                HourStatus.Ok => "ok",
                HourStatus.Undecided => "undecided",
                _ => "insufficient",
            }
        );
        if (verdict.Hour is { } hour)
            json.WriteNumber("hour", hour);
        else
            json.WriteNull("hour");
        if (verdict.Start is { } start)
            json.WriteString("start", $"{start:HH:mm}");
        else
            json.WriteNull("start");
        if (verdict is { Low: { } low, High: { } high })
        {
            json.WriteStartArray("interval");
            json.WriteNumberValue(low);
            json.WriteNumberValue(high);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("interval");
        }

        json.WriteStartArray("rivals");
        foreach (var rival in verdict.Rivals)
            json.WriteNumberValue(rival);
        json.WriteEndArray();
        JsonNumber.Write(json, valueName, verdict.Value);
        json.WriteNumber("days", verdict.Days);
        json.WriteNumber("days_missing", verdict.DaysMissing);
        json.WriteEndObject();
    }

    private static void WriteCongestion(Utf8JsonWriter json, SeriesFinding finding)
    {
        var congestion = finding.Congestion;
        json.WriteStartObject("congestion");
        json.WriteString(
            "verdict",
            congestion.Verdict switch
            {
                CongestionVerdict.Recurring => "recurring",
                CongestionVerdict.None => "none",
                _ => "insufficient",
            }
        );
        if (congestion.Verdict is CongestionVerdict.Recurring)
            json.WriteString("where", $"{finding.Where}".ToLowerInvariant());
        json.WriteNumber("days_observed", congestion.DaysObserved);
        json.WriteNumber("days_missing", congestion.DaysMissing);
        json.WriteStartArray("windows");
        foreach (var window in congestion.Windows)
        {
            json.WriteStartObject();
            json.WriteString("from", $"{window.From:HH:mm}");
            json.WriteString("to", $"{window.To:HH:mm}");
            json.WriteNumber("days_congested", window.DaysCongested);
            json.WriteNumber("days_observed", window.DaysObserved);
            JsonNumber.Write(json, "p_value", window.PValue);
            JsonNumber.Write(json, "elevation", window.Elevation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteShift(Utf8JsonWriter json, LevelShift shift)
    {
        json.WriteStartObject();
        json.WriteString("at", shift.At.UtcDateTime);
        JsonNumber.Write(json, "before", shift.Before);
        JsonNumber.Write(json, "after", shift.After);
        json.WriteString("cause", $"{shift.Cause}".ToLowerInvariant());
        JsonNumber.Write(json, "p_value", shift.PValue);
        JsonNumber.Write(json, "jitter_ratio", shift.JitterRatio);
        JsonNumber.Write(json, "jitter_p_value", shift.JitterP);
        json.WriteEndObject();
    }

    private static void WriteDrop(Utf8JsonWriter json, DiurnalDrop? drop)
    {
        if (drop is null)
        {
            json.WriteNull("diurnal_drop");
            return;
        }

        json.WriteStartObject("diurnal_drop");
        json.WriteString("from", $"{drop.From:00}:00");
        json.WriteString("to", $"{(drop.From + 4) % 24:00}:00");
        WriteInterval(json, "drop", drop.Drop);
        json.WriteNumber("days", drop.Days);
        json.WriteEndObject();
    }

    private static void WriteWeek(Utf8JsonWriter json, SeriesFinding finding)
    {
        json.WriteStartArray("hours_of_week");
        foreach (var cell in finding.Week.Where(cell => cell.IsWorse))
        {
            json.WriteStartObject();
            json.WriteString("day", $"{cell.Day}".ToLowerInvariant());
            json.WriteNumber("hour", cell.Hour);
            JsonNumber.Write(json, "median", cell.Median);
            json.WriteNumber("n", cell.Count);
            JsonNumber.Write(json, "exposure_h", cell.Exposure);
            JsonNumber.Write(json, "p_value", cell.PValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvidence(Utf8JsonWriter json, SeriesFinding finding)
    {
        var congestion = finding.Congestion;
        json.WriteStartObject("evidence");
        json.WriteStartObject("methods");
        json.WriteString("congestion", CongestionDetector.Version);
        json.WriteString("level_shifts", ShiftDetector.Version);
        json.WriteString("episodes", EpisodeFinder.Version);
        json.WriteString("busiest_hour", HourJudge.Version);
        json.WriteEndObject();
        json.WriteString("found_by", congestion.Method);
        json.WriteNumber("step_min", congestion.StepMinutes);
        JsonNumber.Write(json, "peak_share", congestion.PeakShare);
        JsonNumber.Write(json, "recurrence_p_value", congestion.RecurrenceP);
        JsonNumber.Write(json, "rhythm_peak_to_peak", congestion.RhythmPeakToPeak);
        JsonNumber.Write(json, "rhythm_p_value", congestion.RhythmP);
        json.WriteStartArray("day_curve");
        foreach (var value in finding.DayCurve)
        {
            if (double.IsNaN(value))
                json.WriteNullValue();
            else
                json.WriteNumberValue(Math.Round(value, 6));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is not { } known)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        JsonNumber.Write(json, "value", known.Value);
        json.WriteStartArray("interval");
        json.WriteNumberValue(JsonNumber.Rounded(known.Low));
        json.WriteNumberValue(JsonNumber.Rounded(known.High));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
