using Weir.Downloads.Planning;
using Weir.Downloads.Verifying;

namespace Weir.UnitTests.Downloads.Verifying;

public sealed class FileMapTests
{
    [Fact]
    public void Nobody_has_brought_anything_at_the_start() =>
        Assert.Equal([-1, 400], FileMap.Of(1000, new Attribution(), []));

    [Fact]
    public void Each_stretch_is_of_who_brought_it_and_of_an_earlier_process()
    {
        var brought = new Attribution();
        brought.Add(1, new Extent(0, 1000));
        brought.Add(0, new Extent(2000, 4000));

        Assert.Equal([1, 100, -2, 100, 0, 200], FileMap.Of(4000, brought, new ExtentSet([new Extent(1000, 2000)])));
    }

    [Fact]
    public void Bytes_that_were_dropped_are_nobodys_again()
    {
        var brought = new Attribution();
        brought.Add(0, new Extent(0, 4000));
        brought.Remove(new Extent(3000, 4000));

        Assert.Equal([0, 300, -1, 100], FileMap.Of(4000, brought, []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(399)]
    [InlineData(long.MaxValue)]
    public void A_whole_file_of_any_size_has_400_cells(long size)
    {
        var brought = new Attribution();
        brought.Add(3, new Extent(0, size));

        var map = FileMap.Of(size, brought, []);

        Assert.Equal(400, map.Where((_, i) => i % 2 == 1).Sum());
    }
}
