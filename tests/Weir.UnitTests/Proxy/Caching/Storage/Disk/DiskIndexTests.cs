using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Caching.Storage.Disk;

namespace Weir.UnitTests.Proxy.Caching.Storage.Disk;

public sealed class DiskIndexTests : IDisposable
{
    private readonly MemoryBudget _memory = new(1024 * 1024);
    private readonly DiskIndex _index;

    public DiskIndexTests() => _index = new DiskIndex(limit: 100_000, mostVariants: 3, _memory);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void The_newest_of_a_key_comes_first_in_whatever_order_they_came()
    {
        foreach (var number in (ulong[])[3, 1, 2])
            Assert.Empty(_index.Add(Slot(1, (uint)number, number), isKnown: true));

        Assert.Equal([3ul, 2, 1], _index.Find(1).Select(slot => slot.Name.Number));
    }

    [Fact]
    public void A_newer_file_of_the_same_selection_takes_the_place_of_the_older_one()
    {
        var (older, newer) = (Slot(1, 7, 1), Slot(1, 7, 2));
        _index.Add(older, isKnown: false);

        Assert.Equal([older], _index.Add(newer, isKnown: false));
        Assert.Equal([older], _index.Add(older, isKnown: true));
        Assert.Equal([newer], _index.Find(1));
        Assert.Equal(1, _index.Count);
    }

    [Fact]
    public void Variants_beyond_the_limit_push_out_the_oldest()
    {
        var slots = Enumerable.Range(1, 4).Select(i => Slot(1, (uint)i, (ulong)i)).ToList();

        Assert.Equal([slots[0]], slots.SelectMany(slot => _index.Add(slot, isKnown: false)));
    }

    [Fact]
    public void Any_of_a_key_can_be_removed_and_its_memory_comes_back()
    {
        for (var removed = 0; removed < 3; removed++)
        {
            var slots = Enumerable.Range(1, 3).Select(i => Slot(1, (uint)i, (ulong)i)).ToList();
            foreach (var slot in slots)
                _index.Add(slot, isKnown: false);
            Assert.True(_index.Remove(slots[removed]));
            Assert.False(_index.Remove(slots[removed]));
            Assert.Equal(slots.Where(slot => slot != slots[removed]).Reverse(), _index.Find(1));
            foreach (var slot in slots)
                _index.Remove(slot);
            Assert.False(_index.Has(1));
        }

        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public void What_is_read_is_not_evicted()
    {
        var read = Slot(1, 1, 1);
        _index.Add(read, isKnown: false);
        _index.Add(Slot(2, 1, 2), isKnown: false);
        read.TryHold();

        Assert.Equal(2ul, _index.TakeVictim()!.Name.Key);
        Assert.Null(_index.TakeVictim());
    }

    private static DiskSlot Slot(ulong key, uint selection, ulong number) =>
        new(new DiskName(key, selection, number), DiskIndex.SpaceOf(1000));
}
