using Weir.Analysis.Hours;
using Weir.Analysis.Observations;
using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;

namespace Weir.UnitTests.Analysis.Hours;

public sealed class HourRulesTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void The_busiest_hour_brings_most_and_the_slowest_is_slow()
    {
        var profile = Profile(Samples.Days(5), TimeZoneInfo.Utc);
        var (busiest, slowest) = (HourRules.Busiest(profile), HourRules.Slowest(profile));

        Assert.Equal((HourStatus.Ok, 20, 10_000_000.0), (busiest.Status, busiest.Hour, busiest.Value));
        Assert.Equal((HourStatus.Ok, 21, 5), (slowest.Status, slowest.Hour, slowest.Days));
        Assert.InRange(slowest.Value!.Value, 2e6 * 0.98, 2e6 * 1.02);
    }

    [Fact]
    public void Hours_are_those_of_the_clocks_there()
    {
        Assert.Equal(21, HourRules.Busiest(Profile(Samples.Days(5), Berlin)).Hour);
    }

    [Fact]
    public void With_four_days_one_more_is_missing()
    {
        var finding = HourRules.Busiest(Profile(Samples.Days(4), TimeZoneInfo.Utc));

        Assert.Equal(
            (HourStatus.Insufficient, null, 4, 1),
            (finding.Status, finding.Hour, finding.Days, finding.DaysMissing)
        );
    }

    [Fact]
    public void Without_anything_all_days_are_missing()
    {
        Assert.Equal(HourRules.DaysNeeded, HourRules.Slowest(Profile([], TimeZoneInfo.Utc)).DaysMissing);
    }

    [Fact]
    public void The_only_hour_that_was_measured_is_not_the_busiest_of_anything()
    {
        var at20 = Samples.Days(9).Where(observation => observation.At.Hour == 20);
        var finding = HourRules.Busiest(Profile(at20, TimeZoneInfo.Utc));

        Assert.Equal((HourStatus.Insufficient, 0, 5), (finding.Status, finding.Days, finding.DaysMissing));
    }

    [Fact]
    public void Hours_that_come_close_are_rivals()
    {
        var observations = Samples
            .Days(5)
            .Select(observation => observation.At.Hour == 19 ? observation with { Bytes = 9_600_000 } : observation);
        var finding = HourRules.Busiest(Profile(observations, TimeZoneInfo.Utc));

        Assert.Equal((HourStatus.Undecided, 20), (finding.Status, finding.Hour));
        Assert.Equal([19], finding.Rivals);
    }

    [Fact]
    public void Many_downloads_of_one_day_are_one_day()
    {
        var burst = Enumerable.Range(0, 50).Select(i => Samples.Transfer(Samples.Start.AddHours(8).AddMinutes(i)));

        Assert.Equal(1, Profile(burst, TimeZoneInfo.Utc)[8].Days);
    }

    [Fact]
    public void Failures_are_demand_but_no_speed()
    {
        var hour = Profile([Samples.Failure(Samples.Start.AddHours(8))], TimeZoneInfo.Utc)[8];

        Assert.Equal((1, 0, null), (hour.Days, hour.DaysWithSpeed, hour.Speed));
    }

    [Fact]
    public void The_hour_that_clocks_show_twice_is_one_hour_of_one_day()
    {
        // 2026-10-25: 00:30 and 01:30 UTC are both 02:30 in Berlin.
        var autumn = new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero);
        var profile = Profile([Samples.Transfer(autumn), Samples.Transfer(autumn.AddHours(1))], Berlin);

        Assert.Equal((1, 2_000_000.0), (profile[2].Days, profile[2].BytesPerDay));
    }

    [Theory]
    [InlineData("Asia/Kathmandu", 5)] // +05:45: 00:15 there is 18:30 UTC
    [InlineData("Australia/Lord_Howe", 11)] // +11:00 in summer, half an hour less in winter
    public void Quarters_fall_into_whole_hours_everywhere(string zone, int hour)
    {
        var profile = Profile([Samples.Transfer(Samples.Start)], TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(1, profile[hour].Days);
        Assert.Equal(1, profile.Sum(each => each.Days));
    }

    private static IReadOnlyList<HourOfDay> Profile(IEnumerable<Observation> observations, TimeZoneInfo zone) =>
        HourProfile.Of(Rollup.Of(observations), Clocks.Of(zone));
}
