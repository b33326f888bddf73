using Weir.Http.Fields;
using Weir.Proxy.Caching.Slices;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Slices;

public sealed class SliceRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", 0L)]
    [InlineData("bytes=4194303-4194304", 0L)]
    [InlineData("bytes=4194304-", 1L)]
    [InlineData("bytes=-5", null)]
    [InlineData("bytes=0-1,5-6", null)]
    [InlineData("bytes=5-4", null)]
    [InlineData("items=0-1", null)]
    [InlineData("bytes=99999999999999-", null)]
    public void The_first_slice_is_that_of_the_first_byte(string range, long? slice) =>
        Assert.Equal(slice, SliceRange.FirstOf(Request($"Range: {range}")));

    [Fact]
    public void What_only_the_origin_can_judge_is_not_sliced() =>
        Assert.Null(SliceRange.FirstOf(Request("Range: bytes=0-1", "If-Range: \"a\"")));

    [Theory]
    [InlineData(0, 0, 4194303, 5_000_000L, true)]
    [InlineData(1, 4194304, 4_999_999, 5_000_000L, true)]
    [InlineData(0, 0, 99, 100L, true)]
    [InlineData(0, 0, 4194302, 5_000_000L, false)]
    [InlineData(0, 1, 4194303, 5_000_000L, false)]
    [InlineData(0, 0, 4194303, null, false)]
    public void Only_an_answer_with_all_of_a_slice_is_one(long slice, long from, long to, long? size, bool isOne) =>
        Assert.Equal(isOne, SliceRange.IsExactly(slice, new ContentRange(from, to, size)));
}
