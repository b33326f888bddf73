using Weir.Load.Requests;

namespace Weir.UnitTests.Load.Requests;

public sealed class RequestScheduleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Requests_of_an_open_loop_are_due_at_fixed_moments_however_late_they_are_taken()
    {
        var schedule = Open(rate: 4, seconds: 1);
        var due = new List<double>();
        while (schedule.TryTake(Second * 5, out var at))
            due.Add(at.TotalSeconds);

        Assert.Equal([0, 0.25, 0.5, 0.75], due);
        Assert.Equal(0, schedule.Unstarted);
    }

    [Fact]
    public void Those_that_nobody_began_in_time_are_counted()
    {
        var schedule = Open(rate: 4, seconds: 1);

        Assert.True(schedule.TryTake(Second * 10.9, out _));
        Assert.False(schedule.TryTake(Second * 11, out _));
        Assert.Equal(3, schedule.Unstarted);
    }

    [Fact]
    public void A_rate_has_at_least_one_request() => Assert.Equal(1, Open(rate: 0.01, seconds: 1).Planned);

    [Fact]
    public void A_closed_loop_asks_at_once_until_the_time_is_over()
    {
        var schedule = new RequestSchedule(new RequestOptions { Duration = Second });

        Assert.True(schedule.TryTake(Second * 0.5, out var due));
        Assert.Equal(Second * 0.5, due);
        Assert.False(schedule.TryTake(Second, out _));
        Assert.Equal(0, schedule.Unstarted);
    }

    private static RequestSchedule Open(double rate, double seconds) =>
        new(new RequestOptions { Duration = Second * seconds, ArrivalsPerSecond = rate });
}
