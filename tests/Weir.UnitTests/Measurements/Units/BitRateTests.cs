using Weir.Measurements.Units;

namespace Weir.UnitTests.Measurements.Units;

public sealed class BitRateTests
{
    [Theory]
    [InlineData("500kbit", 500e3)]
    [InlineData("10Mbit", 10e6)]
    [InlineData("10mbit/s", 10e6)]
    [InlineData("1.2Gbit", 1.2e9)]
    [InlineData("1.2 Gbit/s", 1.2e9)]
    [InlineData("100bit", 100)]
    [InlineData("10MB/s", 80e6)]
    [InlineData("1MiB/s", 8388608)]
    [InlineData("1kB/s", 8000)]
    [InlineData("100B/s", 800)]
    public void Rates_are_read_as_people_write_them(string text, double bitsPerSecond)
    {
        Assert.Equal(bitsPerSecond, BitRate.Parse(text).BitsPerSecond);
    }

    [Theory]
    [InlineData("10MB", "\"10MB\" is a size, not a rate; write 10MB/s for bytes or 10Mbit for bits")]
    [InlineData("64 KiB", "\"64 KiB\" is a size, not a rate; write 64 KiB/s for bytes or 64Kbit for bits")]
    [InlineData("10", "\"10\" has no unit; write bits as 10kbit or bytes as 10kB/s")]
    [InlineData(
        "10Mb/s",
        "\"10Mb/s\" has no known unit of rate; use kbit, Mbit, Gbit, or kB/s, MB/s, GB/s, KiB/s, MiB/s, GiB/s"
    )]
    [InlineData("fast", "\"fast\" is not a rate; write a number and a unit such as 10Mbit or 10MB/s")]
    public void A_rate_that_two_people_would_read_differently_is_refused(string text, string expected)
    {
        Assert.False(BitRate.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("-1Mbit")]
    [InlineData("NaNbit")]
    [InlineData("10Mbps")]
    [InlineData("10Mbit/h")]
    [InlineData("/s")]
    [InlineData(null)]
    public void What_is_not_a_rate_is_refused(string? text)
    {
        Assert.False(BitRate.TryParse(text, out _));
    }

    [Theory]
    [InlineData(0, "0 bit/s")]
    [InlineData(1.2e9, "1.2 Gbit/s")]
    [InlineData(943718400, "944 Mbit/s")]
    [InlineData(999_600, "1 Mbit/s")]
    [InlineData(12345, "12.3 kbit/s")]
    public void Rates_are_written_in_decimal_units_of_bits(double bitsPerSecond, string text)
    {
        Assert.Equal(text, new BitRate(bitsPerSecond).ToString());
    }

    [Fact]
    public void A_rate_is_bytes_over_time_and_never_infinite()
    {
        Assert.Equal(8e6, BitRate.FromBytes(2_000_000, TimeSpan.FromSeconds(2)).BitsPerSecond);
        Assert.Equal(BitRate.Zero, BitRate.FromBytes(1, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(2), BitRate.Parse("8Mbit").TimeFor(new ByteSize(2_000_000)));
        Assert.Equal(TimeSpan.MaxValue, BitRate.Zero.TimeFor(ByteSize.KiB));
        Assert.Equal(TimeSpan.Zero, BitRate.Zero.TimeFor(ByteSize.Zero));
    }
}
