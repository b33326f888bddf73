using Weir.Proxy.Caching.Fills;

namespace Weir.UnitTests.Proxy.Caching.Fills;

public sealed class FillThreadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_has_begun_goes_first_but_in_turns_and_is_not_refused()
    {
        using var threads = new FillThreads(most: 1, mostWaiting: 1);
        using var isTaken = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var left = new CountdownEvent(3);
        var order = new List<string>();
        Action Add(string name) =>
            () =>
            {
                order.Add(name);
                left.Signal();
            };
        threads.TryRun(() =>
        {
            isTaken.Set();
            release.Wait(Patience);
        });
        Assert.True(isTaken.Wait(Patience, TestContext.Current.CancellationToken));

        Assert.True(threads.TryRun(Add("new")));
        Assert.False(threads.TryRun(Add("too much")));
        threads.Continue(Add("begun"));
        threads.Continue(Add("begun too"));
        release.Set();

        Assert.True(left.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(["begun", "new", "begun too"], order);
    }

    [Fact]
    public void What_has_begun_comes_to_its_end_when_nothing_begins_any_more()
    {
        var threads = new FillThreads(most: 1, mostWaiting: 1);
        using var isDone = new ManualResetEventSlim();
        threads.Dispose();

        Assert.False(threads.TryRun(() => { }));
        threads.Continue(isDone.Set);

        Assert.True(isDone.Wait(Patience, TestContext.Current.CancellationToken));
    }
}
