using Weir.Testing.Time;

namespace Weir.UnitTests.Testing.Time;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Time_stands_until_it_is_moved()
    {
        var start = _time.GetTimestamp();
        Assert.Equal(TimeSpan.Zero, _time.GetElapsedTime(start));

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), _time.GetElapsedTime(start));
    }

    [Fact]
    public void Timers_run_in_the_order_of_their_moments_and_see_them()
    {
        var start = _time.GetUtcNow();
        var seen = new List<string>();
        using var late = Timer("late", 5, 0);
        using var every = Timer("every", 2, 2);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["every@2", "every@4", "late@5", "every@6"], seen);
        Assert.Equal(1, _time.WaitingTimers);
        Assert.Equal(start.AddSeconds(8), _time.NextDue);

        ITimer Timer(string name, int due, int period) =>
            _time.CreateTimer(
                _ => seen.Add($"{name}@{(_time.GetUtcNow() - start).TotalSeconds}"),
                null,
                TimeSpan.FromSeconds(due),
                period == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period)
            );
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
        Assert.Equal(0, _time.WaitingTimers);
    }

    [Fact]
    public void A_disposed_timer_runs_no_more()
    {
        var runs = 0;
        var timer = _time.CreateTimer(_ => runs++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, runs);
    }
}
