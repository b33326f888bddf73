using Weir.Agent.Schedule;

namespace Weir.UnitTests.Agent.Schedule;

public sealed class DayWindowsTests
{
    // 2026-11-26 is a Thursday.
    [Theory]
    [InlineData("09:00-17:00", "2026-11-26T09:00", true)]
    [InlineData("09:00-17:00", "2026-11-26T17:00", false)]
    [InlineData("22:00-06:00", "2026-11-26T23:59", true)]
    [InlineData("22:00-06:00", "2026-11-26T05:59", true)]
    [InlineData("22:00-06:00", "2026-11-26T06:00", false)]
    [InlineData("20:00-24:00", "2026-11-26T23:59", true)]
    [InlineData("mon-wed,fri 9:00-17:00", "2026-11-26T12:00", false)]
    [InlineData("wed 22:00-06:00", "2026-11-26T05:00", true)]
    [InlineData("thu 22:00-06:00", "2026-11-26T05:00", false)]
    [InlineData("fri-sun 0:00-24:00", "2026-11-29T12:00", true)]
    public void A_window_holds_what_it_says(string text, string local, bool isIn) =>
        Assert.Equal(isIn, Of(text).Contains(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void The_next_opening_is_that_of_the_zone()
    {
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var noon = new DateTimeOffset(2026, 11, 26, 12, 0, 17, TimeSpan.Zero);
        Assert.Equal(noon.AddHours(1).AddSeconds(-17), Of("22:00-06:00").NextOpening(noon, tokyo));
        Assert.Equal(noon, Of("21:00-06:00").NextOpening(noon, tokyo));
    }

    [Fact]
    public void Their_share_and_the_shortest_are_known()
    {
        Assert.Equal(8.0 / 24, Of("22:00-06:00").Share(), 9);
        Assert.Equal(TimeSpan.FromHours(1), Of("22:00-06:00", "sun 9:00-10:00").Shortest);
    }

    [Theory]
    [InlineData("25:00-26:00")]
    [InlineData("09:00")]
    [InlineData("09:00-09:00")]
    [InlineData("someday 09:00-10:00")]
    [InlineData("24:00-01:00")]
    public void What_is_none_is_told(string text)
    {
        Assert.False(DayWindows.TryParse([text], out _, out var problem));
        Assert.StartsWith($"\"{text}\" is no window of the day", problem);
    }

    private static DayWindows Of(params string[] texts)
    {
        Assert.True(DayWindows.TryParse(texts, out var windows, out var problem), problem);
        return windows;
    }
}
