using System.Text;
using Weir.Http.Fields;

namespace Weir.UnitTests.Http.Fields;

public sealed class RangeSetTests
{
    [Theory]
    [InlineData("bytes=0-9", "0-9")]
    [InlineData("BYTES=0-0,-1", "0-0 9999-9999")]
    [InlineData("bytes=0-9,10-19", "0-19")]
    [InlineData("bytes=0-9,137-200", "0-200")]
    [InlineData("bytes=0-9,138-200", "0-9 138-200")]
    [InlineData("bytes=5000-5999,0-9,5500-6100", "5000-6100 0-9")]
    [InlineData("bytes=0-9,1000-1009,500-509,0-2000", "0-2000")]
    [InlineData("bytes=0-9, ,,\t9000-", "0-9 9000-9999")]
    [InlineData("bytes=20000-,0-9", "0-9")]
    public void Ranges_that_touch_are_one_and_the_others_keep_their_order(string value, string expected)
    {
        Assert.Equal(expected, Parse(value, 10_000));
    }

    [Theory]
    [InlineData("bytes=20000-,30000-", "Unsatisfiable")]
    [InlineData("bytes=,", "Ignore")]
    [InlineData("bytes=0-9,x", "Ignore")]
    [InlineData("bytes=0-9,9-0", "Ignore")]
    [InlineData("lines=0-9,20-30", "Ignore")]
    public void A_set_is_refused_as_a_whole(string value, string expected)
    {
        Assert.Equal(expected, Parse(value, 10_000));
    }

    [Fact]
    public void More_than_sixteen_are_ignored()
    {
        var sixteen = "bytes=" + string.Join(',', Enumerable.Range(0, 16).Select(i => $"{i * 1000}-{i * 1000}"));

        Assert.Equal(16, Parse(sixteen, 1_000_000).Split(' ').Length);
        Assert.Equal("Ignore", Parse(sixteen + ",900000-", 1_000_000));
        Assert.Equal("Ignore", Parse("bytes=" + string.Join(',', Enumerable.Repeat("0-0", 257)), 10));
        Assert.Equal("0-0", Parse("bytes=" + string.Join(',', Enumerable.Repeat("0-0", 256)), 10));
    }

    [Fact]
    public void No_byte_comes_twice_whatever_is_asked_for()
    {
        var random = new Random(14);
        for (var i = 0; i < 20_000; i++)
        {
            var specs = Enumerable
                .Range(0, random.Next(2, 20))
                .Select(_ =>
                    random.Next(4) switch
                    {
                        0 => $"-{random.Next(0, 3000)}",
                        1 => $"{random.Next(0, 6000)}-",
                        _ => random.Next(0, 6000) is var from ? $"{from}-{from + random.Next(0, 500)}" : "",
                    }
                );
            var ranges = new ByteRange[RangeSet.MaxRanges];
            var result = RangeSet.Parse(
                Encoding.ASCII.GetBytes("bytes=" + string.Join(',', specs)),
                5000,
                ranges,
                out var count
            );
            if (result != RangeResult.Satisfiable)
                continue;
            var sorted = ranges[..count].ToArray().OrderBy(range => range.From).ToArray();
            Assert.InRange(count, 1, RangeSet.MaxRanges);
            Assert.All(sorted, range => Assert.InRange(range.To, range.From, 4999));
            for (var n = 1; n < sorted.Length; n++)
                Assert.True(sorted[n].From - sorted[n - 1].To > 128);
        }
    }

    private static string Parse(string value, long size)
    {
        Span<ByteRange> ranges = stackalloc ByteRange[RangeSet.MaxRanges];
        var result = RangeSet.Parse(Encoding.ASCII.GetBytes(value), size, ranges, out var count);
        return result == RangeResult.Satisfiable
            ? string.Join(' ', ranges[..count].ToArray().Select(range => $"{range.From}-{range.To}"))
            : result.ToString();
    }
}
