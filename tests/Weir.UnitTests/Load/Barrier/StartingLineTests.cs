using System.Collections.Concurrent;
using Weir.Load.Barrier;

namespace Weir.UnitTests.Load.Barrier;

public sealed class StartingLineTests
{
    [Fact]
    public void All_that_are_ready_are_started_on_one_thread_before_any_goes_on()
    {
        const int Clients = 8;
        using var line = new StartingLine(Clients + 1);
        var starters = new ConcurrentQueue<int>();
        var startedWhenGone = new ConcurrentQueue<int>();
        var threads = Enumerable.Range(0, Clients).Select(_ => new Thread(Client)).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        line.Withdraw();
        line.Start(CancellationToken.None);
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Enumerable.Repeat(Environment.CurrentManagedThreadId, Clients), starters);
        Assert.Equal(Enumerable.Repeat(Clients, Clients), startedWhenGone);

        void Client()
        {
            line.Ready(() => starters.Enqueue(Environment.CurrentManagedThreadId));
            startedWhenGone.Enqueue(starters.Count);
        }
    }

    [Fact]
    public void An_interrupted_run_waits_for_nobody()
    {
        using var line = new StartingLine(2);
        line.Withdraw();

        line.Start(new CancellationToken(canceled: true));
    }
}
