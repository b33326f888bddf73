using FsCheck;
using FsCheck.Fluent;
using Weir.Measurements.Units;

namespace Weir.UnitTests.Measurements.Units;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("100", 100)]
    [InlineData("100B", 100)]
    [InlineData("64 KiB", 65536)]
    [InlineData("64kib", 65536)]
    [InlineData("1.5GiB", 1610612736)]
    [InlineData("250MB", 250_000_000)]
    [InlineData("1kB", 1000)]
    [InlineData("1KB", 1000)]
    [InlineData("0.1KiB", 102)]
    [InlineData("2TiB", 2L << 40)]
    [InlineData("2TB", 2_000_000_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.Equal(new ByteSize(bytes), ByteSize.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e3")]
    [InlineData("1,5GiB")]
    [InlineData("1.2.3MiB")]
    [InlineData(".5MiB")]
    [InlineData("5.MiB")]
    [InlineData("1.5")]
    [InlineData("1.5B")]
    [InlineData("1K")]
    [InlineData("1KIB")]
    [InlineData("1  KiB")]
    [InlineData("1XB")]
    [InlineData("MiB")]
    [InlineData("8388608TiB")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999999999999999")]
    public void What_is_not_a_size_is_refused_with_a_reason(string? text)
    {
        Assert.False(ByteSize.TryParse(text, out var size, out var problem));
        Assert.Equal(ByteSize.Zero, size);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Parse_throws_the_reason()
    {
        var error = Assert.Throws<FormatException>(() => ByteSize.Parse("5K"));
        Assert.Contains("\"5K\" has no known unit of size", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1, "1 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(536870912, "512 MiB")]
    [InlineData(1610612736, "1.5 GiB")]
    [InlineData(1234567890, "1.15 GiB")]
    [InlineData(12345678, "11.8 MiB")]
    [InlineData(1048575, "1 MiB")]
    [InlineData(-1536, "-1.5 KiB")]
    [InlineData(long.MaxValue, "8 EiB")]
    public void Sizes_are_written_in_binary_units_with_three_digits(long bytes, string text)
    {
        Assert.Equal(text, new ByteSize(bytes).ToString());
    }

    [Fact]
    public void Every_number_of_bytes_is_read_back()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                n => ByteSize.Parse($"{(long)n.Get * 7919}B").Bytes == (long)n.Get * 7919
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Sizes_add_subtract_and_compare()
    {
        Assert.Equal(new ByteSize(1025), ByteSize.KiB + new ByteSize(1));
        Assert.Equal(new ByteSize(-24), ByteSize.KB - ByteSize.KiB);
        Assert.Equal(new ByteSize(3072), 3 * ByteSize.KiB);
        Assert.True(ByteSize.MB < ByteSize.MiB);
        Assert.Throws<OverflowException>(() => new ByteSize(long.MaxValue) + new ByteSize(1));
    }
}
