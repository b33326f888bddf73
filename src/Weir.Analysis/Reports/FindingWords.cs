using System.Globalization;
using Weir.Analysis.BusyHours;
using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Hours;
using Weir.Analysis.Periods;
using Weir.Analysis.Series;
using Weir.Analysis.Shifts;

namespace Weir.Analysis.Reports;

/// <summary>Findings as sentences that can be sent to whoever runs the network. Pure.</summary>
public static class FindingWords
{
    /// <summary>Of a series: whatever there is to say of it, the verdict first.</summary>
    public static IEnumerable<string> Of(SeriesFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var zone = finding.Zone;
        foreach (var sentence in Congestion(finding, zone))
            yield return sentence;
        foreach (var shift in finding.Shifts)
            yield return Shift(finding.Metric, shift, zone);
        if (Episodes(finding, zone) is { } episodes)
            yield return episodes;
        if (Pain(finding) is { } pain)
            yield return pain;
    }

    /// <summary><c>agent-1 to http://mirror-1.example/f, round-trip time</c></summary>
    public static string Name(SeriesFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return $"{finding.Agent} to {finding.Target}, {Name(finding.Metric)}";
    }

    public static string Name(Metric metric) =>
        metric switch
        {
            Metric.Rtt => "round-trip time",
            Metric.Loss => "packet loss",
            Metric.Throughput => "speed of downloads",
            Metric.Response => "response time",
            Metric.Retransmits => "retransmits",
            _ => "jitter",
        };

    /// <summary>What to say when nothing was found: where too little is known, that is no finding.</summary>
    internal static string NothingFound(NetworkFindings findings)
    {
        var unknown = findings.Series.Count(s => s.Congestion.Verdict is CongestionVerdict.Insufficient);
        const string nothing = "is congested again and again, and no level changed for good";
        return unknown == 0 ? $"No series {nothing}."
            : unknown == findings.Series.Count
                ? $"Not enough data: {CongestionDetector.DaysNeeded} days are needed to tell whether congestion recurs."
            : $"No series {nothing}; for {unknown} of {findings.Series.Count} there is not enough data.";
    }

    /// <summary>A value in the unit of the metric.</summary>
    public static string Value(Metric metric, double value) =>
        metric switch
        {
            Metric.Loss => ReportWords.Share(value),
            Metric.Throughput => ReportWords.Speed(value),
            _ => ReportWords.Seconds(value),
        };

    /// <summary>An elevation, as <c>21 ms more</c> or <c>48 % less</c>.</summary>
    public static string Elevation(Metric metric, double elevation) =>
        metric switch
        {
            Metric.Throughput => $"{elevation.ToString("0 %", CultureInfo.InvariantCulture)} slower",
            Metric.Response => $"{elevation.ToString("0 %", CultureInfo.InvariantCulture)} longer",
            Metric.Loss => $"{ReportWords.Share(elevation)} more lost",
            _ => $"{ReportWords.Seconds(elevation)} more",
        };

    private static IEnumerable<string> Congestion(SeriesFinding finding, TimeZoneInfo zone)
    {
        var congestion = finding.Congestion;
        if (congestion.Verdict is CongestionVerdict.Insufficient)
        {
            yield return $"Recurring congestion: not enough data. {CongestionDetector.DaysNeeded} days are needed; "
                + $"{congestion.DaysMissing} more {(congestion.DaysMissing == 1 ? "day is" : "days are")} missing.";
            yield break;
        }

        if (congestion.Verdict is CongestionVerdict.None)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Recurring congestion: none found in {congestion.DaysObserved} days; the worst time of the day is bad on {congestion.PeakShare:0 %} of them (p = {congestion.RecurrenceP:0.###})."
            );
            yield break;
        }

        foreach (var window in congestion.Windows)
            yield return $"Recurring congestion from {window.From:HH:mm} to {window.To:HH:mm} ({zone.Id}): on "
                + $"{window.DaysCongested} of {window.DaysObserved} days, typically "
                + $"{Elevation(finding.Metric, window.Elevation)} than in the day's good hours "
                + $"(p = {window.PValue.ToString("0.####", CultureInfo.InvariantCulture)}).";
        yield return Where(finding);
    }

    private static string Where(SeriesFinding finding) =>
        finding.Where switch
        {
            Place.Agent =>
                $"Where: near {finding.Agent}; its other targets are slow at that time too, and other agents "
                    + "reach this target well.",
            Place.Server => $"Where: near the server; other agents find {finding.Target} slow at that time too, and "
                + $"{finding.Agent} reaches other targets well.",
            Place.Path =>
                $"Where: between {finding.Agent} and {finding.Target}; each of them is well for others at that "
                    + "time.",
            _ => "Where: unknown; it takes several agents and several targets, of which some are not slow, to tell.",
        };

    private static string Shift(Metric metric, LevelShift shift, TimeZoneInfo zone)
    {
        var cause = shift.Cause switch
        {
            ShiftCause.Route => "how it fluctuates did not change, so this is another route and no congestion",
            ShiftCause.Congestion => "how it fluctuates changed with it, as a queue that fills or empties does",
            _ => "the numbers do not tell why",
        };
        return $"Since {ReportWords.Minute(LocalTime.Of(shift.At, zone))} the level is {Value(metric, shift.After)} "
            + $"instead of {Value(metric, shift.Before)}; {cause}.";
    }

    /// <summary>Where no habit was found, or not yet, bad stretches are all that there is to show.</summary>
    private static string? Episodes(SeriesFinding finding, TimeZoneInfo zone)
    {
        if (finding.Congestion.Verdict is CongestionVerdict.Recurring || finding.Episodes.Count == 0)
            return null;
        var longest = finding.Episodes.MaxBy(episode => episode.To - episode.From)!;
        var (from, to) = (LocalTime.Of(longest.From, zone), LocalTime.Of(longest.To, zone));
        var others = longest.Moved.Where(metric => metric != finding.Metric).Select(Name).ToList();
        return $"Bad stretches: {finding.Episodes.Count}; the longest from {ReportWords.Minute(from)} to "
            + $"{ReportWords.Minute(to)} ({zone.Id}), {Elevation(finding.Metric, longest.Depth)}"
            + (others.Count == 0 ? "; nothing else was worse then." : $"; worse with it: {string.Join(", ", others)}.");
    }

    private static string? Pain(SeriesFinding finding)
    {
        if (finding.Pain is not { Status: not HourStatus.Insufficient, Hour: { } hour, Value: { } value } pain)
            return null;
        if (value < MetricRules.Elevation(finding.Metric, MetricRules.Floor(finding.Metric)))
            return "Worst hour: none stands out.";
        var text = $"Worst hour: {ReportWords.Hour(hour)}, {Elevation(finding.Metric, value)}";
        return pain.Status is HourStatus.Ok ? $"{text}." : $"{text}; {Rivals(pain)}.";
    }

    /// <summary><c>not distinguishable from 20:00, 21:00</c></summary>
    internal static string Rivals(HourVerdict verdict)
    {
        const int most = 4;
        var named = verdict.Rivals.Take(most).Select(hour => $"{hour:00}:00");
        var rest = verdict.Rivals.Count - most;
        return $"not distinguishable from {string.Join(", ", named)}{(rest > 0 ? $" and {rest} others" : "")}";
    }
}
