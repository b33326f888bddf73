using FsCheck;
using FsCheck.Fluent;
using Weir.Downloads.Planning;

namespace Weir.UnitTests.Downloads.Planning;

public class ExtentSetTests
{
    [Fact]
    public void It_behaves_like_a_set_of_single_bytes() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    var random = new Random(seed);
                    var extents = new ExtentSet();
                    var bytes = new HashSet<long>();
                    for (var step = 0; step < 60; step++)
                    {
                        var from = random.Next(0, 100);
                        var extent = new Extent(from, from + random.Next(0, 20));
                        var isAdded = random.Next(2) == 0;
                        for (var b = extent.From; b < extent.To; b++)
                            _ = isAdded ? bytes.Add(b) : bytes.Remove(b);
                        if (isAdded)
                            extents.Add(extent);
                        else
                            extents.Remove(extent);
                        Same(extents, bytes);
                    }
                    return true;
                }
            )
        );

    [Fact]
    public void Neighbours_that_touch_become_one()
    {
        var set = new ExtentSet([new Extent(0, 10), new Extent(20, 30)]);
        set.Add(new Extent(10, 20));
        Assert.Equal([new Extent(0, 30)], set);
    }

    private static void Same(ExtentSet extents, HashSet<long> bytes)
    {
        Assert.Equal(bytes.Count, extents.Total);
        Assert.Equal(
            bytes.Order(),
            extents.SelectMany(e => Enumerable.Range((int)e.From, (int)e.Length).Select(b => (long)b))
        );
        for (var i = 1; i < extents.Count; i++)
            Assert.True(extents[i - 1].To < extents[i].From);
        long frontier = 0;
        while (bytes.Contains(frontier))
            frontier++;
        Assert.Equal(frontier, extents.Frontier);
        var at = extents.At(50);
        Assert.Equal(bytes.Contains(50), at.Contains(50));
        var missing = extents.Missing(new Extent(0, 130));
        Assert.Equal(130 - bytes.Count, missing.Total);
    }
}
