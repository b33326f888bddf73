using Weir.Proxy.Caching.Slices;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Slices;

public sealed class SlicePartTests
{
    private const long Slice = SliceRange.Size;

    [Theory]
    [InlineData("bytes 0-4194303/5000000", Slice, "ETag: \"a\"", null, 0L)]
    [InlineData("bytes 0-4194303/5000000", Slice, "ETag: \"a\"", "\"a\"", 0L)]
    [InlineData("bytes 0-4194303/5000000", Slice, "ETag: \"a\"", "\"b\"", null)]
    [InlineData("bytes 0-4194303/5000000", Slice, "ETag: W/\"a\"", null, null)]
    [InlineData("bytes 0-4194303/5000000", Slice, "X: y", null, null)]
    [InlineData("bytes 0-4194303/5000000", Slice - 1, "ETag: \"a\"", null, null)]
    [InlineData("bytes 0-4194303/*", Slice, "ETag: \"a\"", null, null)]
    [InlineData("bytes 1-4194304/5000000", Slice, "ETag: \"a\"", null, null)]
    [InlineData("bytes 0-99/100", 100L, "ETag: W/\"a\"", null, -1L)]
    [InlineData("bytes 0-99/100", 99L, "ETag: \"a\"", null, null)]
    public void A_part_is_a_slice_or_all_or_nothing(string range, long length, string field, string? tag, long? slice)
    {
        var part = Response("HTTP/1.1 206 Partial Content", $"Content-Range: {range}", field);

        var selection = SlicePart.Read(part, length, slice: 0, tag);

        Assert.Equal(slice, selection is null ? null : selection.Slice?.Index ?? -1);
    }

    [Fact]
    public void A_slice_that_varies_is_none() =>
        Assert.Null(
            SlicePart.Read(
                Response(
                    "HTTP/1.1 206 Partial Content",
                    "Content-Range: bytes 0-4194303/5000000",
                    "ETag: \"a\"",
                    "Vary: foo"
                ),
                Slice,
                slice: 0,
                tag: null
            )
        );
}
