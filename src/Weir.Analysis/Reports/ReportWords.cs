using System.Globalization;
using Weir.Analysis.Hours;
using Weir.Measurements.Units;

namespace Weir.Analysis.Reports;

/// <summary>Numbers and findings as people read them.</summary>
internal static class ReportWords
{
    public const string Unknown = "-";

    private const string MinuteFormat = "yyyy-MM-dd HH:mm";

    public static string Minute(DateTime local) => local.ToString(MinuteFormat, CultureInfo.InvariantCulture);

    public static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Speed(double? bitsPerSecond) =>
        bitsPerSecond is { } known ? new BitRate(known).ToString() : Unknown;

    public static string Seconds(double? seconds) =>
        seconds is { } known && Math.Abs(known) < TimeSpan.MaxValue.TotalSeconds
            ? Durations.Format(TimeSpan.FromSeconds(known))
            : Unknown;

    public static string Share(double? ratio) => ratio?.ToString("0.## %", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary><c>20:00 to 21:00</c></summary>
    public static string Hour(int hour) => $"{hour:00}:00 to {(hour + 1) % HourProfile.HoursOfDay:00}:00";

    public static string Busiest(HourFinding finding) =>
        Sentence("Busiest hour", finding, value => $"{new ByteSize((long)value)} a day", "a download");

    public static string Slowest(HourFinding finding) =>
        Sentence("Slowest hour", finding, value => $"median {Speed(value)}", "a completed download");

    private static string Sentence(string name, HourFinding finding, Func<double, string> value, string what)
    {
        if (finding.Status is HourStatus.Insufficient)
            return $"{name}: not enough data. At least {HourRules.HoursNeeded} hours of the day need {what} on "
                + $"{HourRules.DaysNeeded} days each; {finding.DaysMissing} more {Days(finding.DaysMissing)} missing.";
        var found = $"{name}: {Hour(finding.Hour!.Value)} ({value(finding.Value!.Value)}, {finding.Days} days)";
        return finding.Status is HourStatus.Undecided
            ? $"{found}, undecided: {string.Join(", ", finding.Rivals.Select(Hour))} within {HourRules.RivalMargin:0 %} of it"
            : found;
    }

    private static string Days(int count) => count == 1 ? "day is" : "days are";
}
