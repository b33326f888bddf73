using Weir.Analysis.BusyHours;
using Weir.Analysis.Congestion;
using Weir.Analysis.Episodes;
using Weir.Analysis.Findings;
using Weir.Analysis.Series;
using Weir.Cli.Lab;

namespace Weir.UnitTests.Cli.Lab;

public sealed class EveningVerdictTests
{
    private const int Days = 4;
    private static readonly DateTimeOffset From = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Episodes_on_the_evenings_are_as_injected()
    {
        var verdict = Verdict([.. Evenings(19, 23)]);

        Assert.True(verdict.IsEqual);
        Assert.Equal(
            "round-trip time: slow from 19:00 to 23:00 in 4 episodes on 4 days, 20 ms more: as injected",
            verdict.Sentence
        );
    }

    [Theory]
    [InlineData(18, 23)]
    [InlineData(19, 22)]
    [InlineData(3, 7)]
    public void Episodes_at_other_hours_are_not(double from, double to)
    {
        var verdict = Verdict([.. Evenings(from, to)]);

        Assert.False(verdict.IsEqual);
        Assert.EndsWith(": NOT as injected", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_hour_that_was_slow_once_is_no_finding() =>
        Assert.True(Verdict([.. Evenings(19, 23), Episode(0, 3, 5)]).IsEqual);

    [Fact]
    public void Evenings_on_half_of_the_days_are_not_as_injected() =>
        Assert.False(Verdict([.. Evenings(19, 23).Take(2)]).IsEqual);

    [Theory]
    [InlineData(19, 0, 23, 0, true)]
    [InlineData(18, 30, 23, 30, true)]
    [InlineData(18, 15, 23, 0, false)]
    public void With_days_enough_the_window_counts(int fromHour, int fromMinute, int toHour, int toMinute, bool isEqual)
    {
        var window = new CongestionWindow(
            new TimeOnly(fromHour, fromMinute),
            new TimeOnly(toHour, toMinute),
            14,
            14,
            0.001,
            0.02,
            []
        );
        var recurring = new CongestionFinding(
            CongestionVerdict.Recurring,
            [window],
            14,
            0,
            "recurrence",
            1,
            0.001,
            0.02,
            0.001,
            15
        );

        Assert.Equal(isEqual, Verdict([], recurring).IsEqual);
    }

    [Fact]
    public void A_metric_that_is_missing_is_no_success() =>
        Assert.False(EveningWords.AreEqual([.. Enumerable.Repeat(Verdict([.. Evenings(19, 23)]), 3)]));

    private static EveningVerdict Verdict(IReadOnlyList<Episode> episodes, CongestionFinding? congestion = null)
    {
        var unknown = HourVerdict.Insufficient(Days);
        var finding = new SeriesFinding
        {
            Agent = "a",
            Target = "t",
            Metric = Metric.Rtt,
            Zone = TimeZoneInfo.Utc,
            Count = 384,
            Congestion = congestion ?? CongestionFinding.Insufficient(Days, 15),
            Episodes = episodes,
            Demand = unknown,
            Pain = unknown,
            TimeConsistent = unknown,
        };
        return EveningVerdict.Of(finding, From, Days, EveningOptions.SlowHours);
    }

    private static IEnumerable<Episode> Evenings(double from, double to) =>
        Enumerable.Range(0, Days).Select(day => Episode(day, from, to));

    private static Episode Episode(int day, double from, double to) =>
        new(
            From.AddDays(day).AddHours(from),
            From.AddDays(day).AddHours(to),
            Metric.Rtt,
            0.02,
            16,
            0.001,
            [Metric.Rtt]
        );
}
