using Microsoft.Win32.SafeHandles;
using Weir.Origin.Digests;
using Weir.Origin.Files;

namespace Weir.UnitTests.Origin.Digests;

public sealed class HashQueueTests
{
    [Fact]
    public void The_smallest_comes_first_and_of_one_size_the_first()
    {
        var queue = new HashQueue(most: 10);
        foreach (var (size, inode) in new[] { (30L, 1UL), (10L, 2UL), (20L, 3UL), (10L, 4UL) })
            Assert.True(Add(queue, size, inode));
        Assert.Equal([2, 4, 3, 1], Enumerable.Range(0, 4).Select(_ => Take(queue)));
    }

    [Fact]
    public async Task Who_takes_small_ones_only_waits_for_one()
    {
        var queue = new HashQueue(most: 10);
        Add(queue, HashQueue.SmallSize + 1, inode: 1);
        var taking = Task.Factory.StartNew(() => Take(queue, isSmallOnly: true), TaskCreationOptions.LongRunning);
        Add(queue, HashQueue.SmallSize, inode: 2);
        Assert.Equal(2UL, await taking.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1UL, Take(queue));
    }

    [Fact]
    public async Task It_is_bounded_and_its_end_wakes_who_waits()
    {
        var queue = new HashQueue(most: 1);
        Assert.True(Add(queue, HashQueue.SmallSize + 1, inode: 1));
        Assert.False(Add(queue, 1, inode: 2));
        var taking = Task.Factory.StartNew(
            () => queue.TryTake(isSmallOnly: true, out _),
            TaskCreationOptions.LongRunning
        );
        Assert.Single(queue.Close());
        Assert.False(await taking.WaitAsync(TestContext.Current.CancellationToken));
        Assert.False(Add(queue, 1, inode: 3));
    }

    private static bool Add(HashQueue queue, long size, ulong inode) =>
        queue.TryAdd(
            new FileDigest(new FileFacts(EntryKind.File, size, 0, 0, inode)),
            new SafeFileHandle(-1, ownsHandle: false)
        );

    private static ulong Take(HashQueue queue, bool isSmallOnly = false)
    {
        Assert.True(queue.TryTake(isSmallOnly, out var next));
        return next.Digest.Facts.Inode;
    }
}
