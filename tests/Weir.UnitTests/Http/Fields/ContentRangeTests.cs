using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class ContentRangeTests
{
    [Theory]
    [InlineData("bytes 0-0/1", 0, 0, 1L)]
    [InlineData("bytes 42-1233/1234", 42, 1233, 1234L)]
    [InlineData("Bytes 42-1233/*", 42, 1233, null)]
    [InlineData("bytes 0-9223372036854775806/9223372036854775807", 0, long.MaxValue - 1, long.MaxValue)]
    public void A_range_and_a_size_are_read(string value, long from, long to, long? size)
    {
        Assert.True(ContentRange.TryParse(Bytes(value), out var range));
        Assert.Equal(new ContentRange(from, to, size), range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes ")]
    [InlineData("bytes 0-0")]
    [InlineData("bytes 0-0/")]
    [InlineData("bytes 0-1/1")]
    [InlineData("bytes 2-1/3")]
    [InlineData("bytes */3")]
    [InlineData("bytes */*")]
    [InlineData("bytes -1/3")]
    [InlineData("bytes 0-/3")]
    [InlineData("bytes  0-0/1")]
    [InlineData("bytes=0-0/1")]
    [InlineData("bytes 0 - 0/1")]
    [InlineData("bytes 0-0/1 ")]
    [InlineData("bytes +0-0/1")]
    [InlineData("bytes 0-0/9223372036854775808")]
    [InlineData("bytes 0-9223372036854775807/9223372036854775807")]
    [InlineData("bytes 0-0/1, bytes 0-0/1")]
    [InlineData("items 0-0/1")]
    public void Any_other_form_is_refused(string value) => Assert.False(ContentRange.TryParse(Bytes(value), out _));

    [Fact]
    public void The_size_of_an_unsatisfied_range_is_read()
    {
        Assert.True(ContentRange.TryParseUnsatisfied("bytes */47022"u8, out var size));
        Assert.Equal(47022, size);
    }

    [Theory]
    [InlineData("bytes */*")]
    [InlineData("bytes */")]
    [InlineData("bytes 0-1/3")]
    [InlineData("bytes * /3")]
    [InlineData("*/3")]
    public void Any_other_unsatisfied_range_is_refused(string value) =>
        Assert.False(ContentRange.TryParseUnsatisfied(Bytes(value), out _));

    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                ArbMap.Default.ArbFor<PositiveInt?>(),
                (from, length, more) =>
                {
                    var to = (long)from.Get + length.Get;
                    var range = new ContentRange(from.Get, to, more is null ? null : to + more.Get);
                    return ContentRange.TryParse(Format(range), out var again) && again == range;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_unsatisfied_range_is_written_as_it_is_read() =>
        Assert.Equal("bytes */1234", Text(Format(new UnsatisfiedRange(1234))));

    private static byte[] Format<T>(T value)
        where T : IUtf8SpanFormattable
    {
        var bytes = new byte[100];
        Assert.True(value.TryFormat(bytes, out var written, default, null));
        return bytes[..written];
    }
}
