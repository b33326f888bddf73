using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class RangeFieldTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 0)]
    [InlineData("bytes=0-499", 0, 499)]
    [InlineData("BYTES=500-999", 500, 999)]
    [InlineData("bytes=500-", 500, 999)]
    [InlineData("bytes=500-5000", 500, 999)]
    [InlineData("bytes=000500-000501", 500, 501)]
    [InlineData("bytes=-1", 999, 999)]
    [InlineData("bytes=-1000", 0, 999)]
    [InlineData("bytes=-5000", 0, 999)]
    [InlineData("bytes=1-9223372036854775808", 1, 999)]
    [InlineData("bytes=1-18446744073709551617", 1, 999)]
    [InlineData("bytes=-18446744073709551617", 0, 999)]
    [InlineData("bytes=00000000000000000000000000001-2", 1, 2)]
    public void A_range_within_the_file_is_satisfiable(string value, long from, long to)
    {
        Assert.Equal(RangeResult.Satisfiable, RangeField.Parse(Bytes(value), 1000, out var range));
        Assert.Equal(new ByteRange(from, to), range);
    }

    [Theory]
    [InlineData("bytes=1000-")]
    [InlineData("bytes=1000-1001")]
    [InlineData("bytes=18446744073709551616-18446744073709551617")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=-000")]
    public void A_range_beyond_the_file_is_not_satisfiable(string value) =>
        Assert.Equal(RangeResult.Unsatisfiable, RangeField.Parse(Bytes(value), 1000, out _));

    [Theory]
    [InlineData("bytes=0-")]
    [InlineData("bytes=0-0")]
    public void An_empty_file_satisfies_no_range(string value) =>
        Assert.Equal(RangeResult.Unsatisfiable, RangeField.Parse(Bytes(value), 0, out _));

    [Fact]
    public void The_last_bytes_of_an_empty_file_are_all_of_it() =>
        Assert.Equal(RangeResult.Ignore, RangeField.Parse("bytes=-5"u8, 0, out _));

    [Theory]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=5")]
    [InlineData("bytes=2-1")]
    [InlineData("bytes=0-1,2-3")]
    [InlineData("bytes=0-,0-,0-")]
    [InlineData("bytes=+0-1")]
    [InlineData("bytes=0x0-1")]
    [InlineData("bytes= 0-1")]
    [InlineData("bytes =0-1")]
    [InlineData("bytes=0 - 1")]
    [InlineData("bytes=0-1-2")]
    [InlineData("bytes=--1")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes:0-1")]
    [InlineData("items=0-1")]
    public void A_range_of_any_other_form_is_ignored(string value) =>
        Assert.Equal(RangeResult.Ignore, RangeField.Parse(Bytes(value), 1000, out _));

    [Fact]
    public void A_range_that_is_given_is_within_file_and_request() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                (first, last, size) =>
                    RangeField.Parse(Bytes($"bytes={first.Get}-{last.Get}"), size.Get, out var range) switch
                    {
                        RangeResult.Ignore => last.Get < first.Get,
                        RangeResult.Unsatisfiable => first.Get >= size.Get,
                        _ => range == new ByteRange(first.Get, Math.Min(last.Get, size.Get - 1)) && range.Length > 0,
                    }
            )
            .QuickCheckThrowOnFailure();
}
