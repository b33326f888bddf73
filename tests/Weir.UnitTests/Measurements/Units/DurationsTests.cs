using Weir.Measurements.Units;

namespace Weir.UnitTests.Measurements.Units;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("100us", 1_000)]
    [InlineData("250ms", 2_500_000)]
    [InlineData("5s", 50_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData("2m", 1_200_000_000)]
    [InlineData("1h", 36_000_000_000)]
    [InlineData("1d", 864_000_000_000)]
    public void Durations_are_read_as_people_write_them(string text, long ticks)
    {
        Assert.Equal(new TimeSpan(ticks), Durations.Parse(text));
    }

    [Theory]
    [InlineData("5", "\"5\" has no unit; write 5s for seconds or 5ms for milliseconds")]
    [InlineData("5y", "\"5y\" has no known unit of time; use us, ms, s, m, h or d")]
    [InlineData("-5s", "\"-5s\" is not a duration; write a number and a unit such as 250ms, 5s, 2m or 1h")]
    [InlineData("soon", "\"soon\" is not a duration; write a number and a unit such as 250ms, 5s, 2m or 1h")]
    [InlineData("99999999d", "\"99999999d\" is too long; the longest duration is 10675199d")]
    public void What_is_not_a_duration_is_refused_with_a_reason(string text, string expected)
    {
        Assert.False(Durations.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("0", "0 s")]
    [InlineData("5us", "5 µs")]
    [InlineData("850ms", "850 ms")]
    [InlineData("1.5ms", "1.5 ms")]
    [InlineData("999.9ms", "1 s")]
    [InlineData("3.2s", "3.2 s")]
    [InlineData("59.96s", "1 m 00 s")]
    [InlineData("125s", "2 m 05 s")]
    [InlineData("3599.6s", "1 h 00 m")]
    [InlineData("62m", "1 h 02 m")]
    [InlineData("76h", "3 d 04 h")]
    public void Durations_are_written_short(string text, string expected)
    {
        Assert.Equal(expected, Durations.Format(Durations.Parse(text)));
        if (text != "0")
            Assert.Equal("-" + expected, Durations.Format(-Durations.Parse(text)));
    }
}
