using Weir.Analysis.Series;

namespace Weir.UnitTests.Analysis.Series;

public sealed class CivilCalendarTests
{
    [Theory]
    [InlineData("Europe/Berlin", 2026, 3, 29, 92)]
    [InlineData("Europe/Berlin", 2026, 10, 25, 100)]
    [InlineData("Australia/Lord_Howe", 2026, 4, 5, 98)]
    [InlineData("Australia/Lord_Howe", 2026, 10, 4, 94)]
    [InlineData("Asia/Kathmandu", 2026, 3, 29, 96)]
    [InlineData("Pacific/Apia", 2026, 3, 29, 96)]
    public void A_day_has_the_quarters_that_its_clocks_showed(string name, int year, int month, int day, int quarters)
    {
        var calendar = Around(name, new DateOnly(year, month, day));

        Assert.Equal(quarters, Enumerable.Range(96, 96).Sum(cell => calendar.Existing[cell]));
    }

    [Fact]
    public void The_hour_that_spring_skips_does_not_exist()
    {
        var calendar = Around("Europe/Berlin", new DateOnly(2026, 3, 29));

        Assert.All(Enumerable.Range(96 + 8, 4), cell => Assert.Equal(0, calendar.Existing[cell]));
        Assert.Equal(1, calendar.Existing[96 + 7]);
        Assert.Equal(1, calendar.Existing[96 + 12]);
    }

    [Fact]
    public void The_hour_that_autumn_shows_twice_is_one_hour()
    {
        var calendar = Around("Europe/Berlin", new DateOnly(2026, 10, 25));

        Assert.All(Enumerable.Range(96 + 8, 4), cell => Assert.Equal(2, calendar.Existing[cell]));
        var first = Quarter.Of(new DateTimeOffset(2026, 10, 25, 2, 0, 0, TimeSpan.FromHours(2)));
        Assert.Equal(calendar.CellOf(first), calendar.CellOf(first + 4));
    }

    [Fact]
    public void A_zone_of_three_quarters_keeps_its_quarters()
    {
        var calendar = Around("Asia/Kathmandu", new DateOnly(2026, 3, 29));
        var evening = Quarter.Of(new DateTimeOffset(2026, 3, 29, 19, 0, 0, new TimeSpan(5, 45, 0)));

        Assert.Equal(96 + (19 * 4), calendar.CellOf(evening));
    }

    [Fact]
    public void The_day_that_Apia_left_out_has_no_quarters()
    {
        var calendar = Around("Pacific/Apia", new DateOnly(2011, 12, 30));

        Assert.All(Enumerable.Range(96, 96), cell => Assert.Equal(0, calendar.Existing[cell]));
    }

    [Fact]
    public void What_is_outside_the_period_has_no_cell()
    {
        var calendar = CivilCalendar.Of(TimeZoneInfo.Utc, 1000, 1010);

        Assert.Equal(-1, calendar.CellOf(999));
        Assert.Equal(-1, calendar.CellOf(1010));
    }

    /// <summary>The day before, the day, and the day after it, in full.</summary>
    private static CivilCalendar Around(string name, DateOnly day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        long At(int days) =>
            Quarter.Of(Weir.Analysis.Periods.LocalTime.ToMoment(day.AddDays(days).ToDateTime(default), zone));
        return CivilCalendar.Of(zone, At(-1), At(2));
    }
}
