using Weir.Analysis.Periods;

namespace Weir.UnitTests.Analysis.Periods;

public sealed class MomentTextTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-11-21", "2026-11-20T23:00:00Z")]
    [InlineData("2026-07-01T08:30", "2026-07-01T06:30:00Z")]
    [InlineData("2026-07-01 08:30", "2026-07-01T06:30:00Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:00:00Z")] // skipped: the clocks went from 02:00 to 03:00
    [InlineData("2026-11-21T03:20:00Z", "2026-11-21T03:20:00Z")]
    [InlineData("2026-11-21t03:20:00z", "2026-11-21T03:20:00Z")]
    [InlineData("2026-11-21T03:20:00.123456789+01:00", "2026-11-21T02:20:00.1234567Z")]
    public void Times_are_read_with_their_offset_or_in_the_zone(string text, string expected)
    {
        Assert.True(MomentText.TryParse(text, Berlin, out var moment, out _));
        Assert.Equal(DateTimeOffset.Parse(expected), moment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-21T03:20:00")]
    [InlineData("0001-01-01")]
    public void Anything_else_is_told_with_an_example(string text)
    {
        Assert.False(MomentText.TryParse(text, Berlin, out _, out var problem));
        Assert.Equal($"\"{text}\" is no time; write 2026-11-21, 2026-11-21T03:20 or 2026-11-21T03:20:00Z", problem);
    }

    [Fact]
    public void A_zone_that_nobody_knows_is_told()
    {
        Assert.False(LocalTime.TryFindZone("Mars/Olympus", out _, out var problem));
        Assert.Equal("\"Mars/Olympus\" is no time zone here; write it as Europe/Berlin, UTC or local", problem);
    }
}
