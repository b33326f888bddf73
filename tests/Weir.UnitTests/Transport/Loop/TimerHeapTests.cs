using FsCheck;
using FsCheck.Fluent;
using Weir.Transport.Loop;

namespace Weir.UnitTests.Transport.Loop;

public sealed class TimerHeapTests
{
    [Fact]
    public void Every_timer_fires_once_at_its_last_setting_and_in_order()
    {
        var settings = Gen.Choose(0, 19).Zip(Gen.Choose(-1, 1000)).ListOf();
        Prop.ForAll(
                settings.ToArbitrary(),
                steps =>
                {
                    var heap = new TimerHeap();
                    var timers = Enumerable.Range(0, 20).Select(_ => new LoopTimer(heap, () => { })).ToArray();
                    var expected = new TimeSpan?[20];
                    foreach (var (index, due) in steps)
                    {
                        if (due < 0 && index % 2 == 0)
                            timers[index].Cancel();
                        else if (due < 0)
                            timers[index].Remove();
                        else
                            timers[index].Set(TimeSpan.FromSeconds(due));
                        expected[index] = due < 0 ? null : TimeSpan.FromSeconds(due);
                    }

                    var fired = new TimeSpan?[20];
                    for (var now = 0; now <= 1000; now++)
                    {
                        while (heap.TakeDue(TimeSpan.FromSeconds(now)) is { } timer)
                            fired[Array.IndexOf(timers, timer)] = TimeSpan.FromSeconds(now);
                    }

                    return fired.SequenceEqual(expected) && heap.Count == 0;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_timer_that_is_prolonged_does_not_fire_early()
    {
        var heap = new TimerHeap();
        var timer = new LoopTimer(heap, () => { });
        timer.Set(TimeSpan.FromSeconds(1));
        timer.Set(TimeSpan.FromSeconds(5));
        Assert.Null(heap.TakeDue(TimeSpan.FromSeconds(4)));
        Assert.Same(timer, heap.TakeDue(TimeSpan.FromSeconds(5)));
        Assert.Null(heap.TakeDue(TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void A_removed_timer_is_forgotten_at_once()
    {
        var heap = new TimerHeap();
        var timer = new LoopTimer(heap, () => { });
        timer.Set(TimeSpan.FromSeconds(1));
        timer.Remove();
        Assert.Equal(0, heap.Count);
        Assert.Null(heap.Earliest);
    }
}
