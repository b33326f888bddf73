using System.Globalization;
using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Reports;

namespace Weir.Cli.Lab;

/// <summary>
/// Which hours the analysis found slow in one metric, against those that were made slow. Pure.
/// </summary>
/// <remarks>
/// With the days that recurring congestion takes, its windows count. With fewer the episodes do: an hour is slow when
/// episodes cover half of it on three days in four.
/// </remarks>
/// <param name="Hours">Ascending.</param>
/// <param name="IsEqual">Whether they are those that were made slow, all of them and no other.</param>
internal sealed record EveningVerdict(IReadOnlyList<int> Hours, bool IsEqual, string Sentence)
{
    private const double MostDays = 0.75;
    private const double MostOfHour = 0.5;
    private static readonly TimeSpan EdgeError = TimeSpan.FromMinutes(30);

    public static EveningVerdict Of(SeriesFinding finding, DateTimeOffset from, int days, IReadOnlyList<int> injected)
    {
        var isRecurring = finding.Congestion.Verdict is not CongestionVerdict.Insufficient;
        var hours = isRecurring ? HoursOf(finding.Congestion) : HoursOf(finding, from, days);
        var isEqual = isRecurring
            ? finding.Congestion.Windows is [var window] && IsNear(window, injected)
            : hours.SequenceEqual(injected);
        return new EveningVerdict(
            hours,
            isEqual,
            $"{FindingWords.Name(finding.Metric)}: {Words(finding, hours, days, isRecurring)}: "
                + (isEqual ? "as injected" : "NOT as injected")
        );
    }

    private static string Words(SeriesFinding finding, List<int> hours, int days, bool isRecurring)
    {
        if (isRecurring)
            return finding.Congestion.Windows.Count == 0
                ? "no recurring congestion found"
                : string.Join(
                    ", ",
                    finding.Congestion.Windows.Select(w =>
                        $"recurring congestion from {w.From:HH:mm} to {w.To:HH:mm} on {w.DaysCongested} of {w.DaysObserved} days, "
                        + $"{FindingWords.Elevation(finding.Metric, w.Elevation)} "
                        + $"(p = {w.PValue.ToString("0.####", CultureInfo.InvariantCulture)})"
                    )
                );
        return hours.Count == 0
            ? $"no hour is slow on most of {days} days ({finding.Episodes.Count} episodes)"
            : $"slow {Stretches(hours)} in {finding.Episodes.Count} episodes on {days} days, "
                + FindingWords.Elevation(
                    finding.Metric,
                    finding.Episodes.Select(e => e.Depth).Order().ElementAt(finding.Episodes.Count / 2)
                );
    }

    /// <summary><c>from 19:00 to 23:00</c></summary>
    private static string Stretches(List<int> hours)
    {
        var ends = hours.Where((hour, i) => i == hours.Count - 1 || hours[i + 1] != hour + 1).ToList();
        var starts = hours.Where((hour, i) => i == 0 || hours[i - 1] != hour - 1);
        return string.Join(
            " and ",
            starts.Zip(ends, (first, last) => $"from {first:00}:00 to {(last + 1) % 24:00}:00")
        );
    }

    private static bool IsNear(CongestionWindow window, IReadOnlyList<int> injected) =>
        Apart(window.From, injected[0]) <= EdgeError && Apart(window.To, injected[^1] + 1) <= EdgeError;

    private static TimeSpan Apart(TimeOnly time, int hour) => (time.ToTimeSpan() - TimeSpan.FromHours(hour)).Duration();

    private static List<int> HoursOf(CongestionFinding congestion) =>
        [
            .. Enumerable
                .Range(0, 24)
                .Where(hour => congestion.Windows.Any(w => new TimeOnly(hour, 30).IsBetween(w.From, w.To))),
        ];

    private static List<int> HoursOf(SeriesFinding finding, DateTimeOffset from, int days) =>
        [
            .. Enumerable
                .Range(0, 24)
                .Where(hour =>
                    Enumerable.Range(0, days).Count(day => IsSlow(finding, from.AddDays(day).AddHours(hour)))
                    >= MostDays * days
                ),
        ];

    private static bool IsSlow(SeriesFinding finding, DateTimeOffset hour)
    {
        var end = hour.AddHours(1);
        var covered = finding.Episodes.Sum(episode =>
            Math.Max(
                0,
                ((episode.To < end ? episode.To : end) - (episode.From > hour ? episode.From : hour)).TotalHours
            )
        );
        return covered >= MostOfHour;
    }
}
