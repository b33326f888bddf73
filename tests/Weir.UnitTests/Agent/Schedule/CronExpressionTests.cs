using Weir.Agent.Schedule;

namespace Weir.UnitTests.Agent.Schedule;

public sealed class CronExpressionTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("* * * * *", "2026-11-26T10:20:30Z", "2026-11-26T10:21:00Z")]
    [InlineData("*/15 * * * *", "2026-11-26T10:20:00Z", "2026-11-26T10:30:00Z")]
    [InlineData("5,35 2-6 * * *", "2026-11-26T06:35:00Z", "2026-11-27T02:05:00Z")]
    [InlineData("10/20 * * * *", "2026-11-26T10:31:00Z", "2026-11-26T10:50:00Z")]
    [InlineData("0 0 1 jan *", "2026-11-26T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 12 * * mon-fri", "2026-11-27T12:00:00Z", "2026-11-30T12:00:00Z")]
    [InlineData("0 12 * * 7", "2026-11-26T00:00:00Z", "2026-11-29T12:00:00Z")]
    [InlineData("0 0 13 * fri", "2026-11-26T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-11-26T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 31 * *", "2026-08-31T00:00:00Z", "2026-10-31T00:00:00Z")]
    [InlineData("@hourly", "2026-11-26T10:20:00Z", "2026-11-26T11:00:00Z")]
    [InlineData("@monthly", "2026-11-26T10:20:00Z", "2026-12-01T00:00:00Z")]
    public void The_next_time_is_the_one_that_crontab_means(string text, string after, string next) =>
        Assert.Equal(At(next), Cron(text).NextAfter(At(after), TimeZoneInfo.Utc));

    [Theory]
    // Clocks are put forward at 02:00 and back at 03:00.
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("*/30 * * * *", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 0 * * *", "2026-10-25T12:00:00Z", "2026-10-25T23:00:00Z")]
    public void A_time_that_clocks_skip_or_show_twice_comes_once(string text, string after, string next) =>
        Assert.Equal(At(next), Cron(text).NextAfter(At(after), Berlin));

    [Theory]
    [InlineData("* * * *", "\"* * * *\" has 4 fields instead of 5")]
    [InlineData("60 * * * *", "\"60\" is no minute of a cron expression (0 to 59)")]
    [InlineData("* 5-2 * * *", "\"5-2\" is no hour of a cron expression (0 to 23)")]
    [InlineData("* * 0 * *", "\"0\" is no day of the month of a cron expression (1 to 31)")]
    [InlineData("* * * dez *", "\"dez\" is no month of a cron expression (1 to 12)")]
    [InlineData("* * * * 8", "\"8\" is no day of the week of a cron expression (0 to 7)")]
    [InlineData("*/0 * * * *", "\"*/0\" is no minute of a cron expression (0 to 59)")]
    [InlineData("1,,2 * * * *", "\"1,,2\" is no minute of a cron expression (0 to 59)")]
    [InlineData("0 0 30 2 *", "\"0 0 30 2 *\" never comes")]
    public void What_is_none_is_told(string text, string problem)
    {
        Assert.False(CronExpression.TryParse(text, out _, out var told));
        Assert.StartsWith(problem, told);
    }

    private static CronExpression Cron(string text)
    {
        Assert.True(CronExpression.TryParse(text, out var cron, out var problem), problem);
        return cron;
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
