using Weir.Probes.Scheduling;

namespace Weir.UnitTests.Probes.Scheduling;

public sealed class ProbeScheduleTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Dates_do_not_depend_on_when_they_are_asked_for()
    {
        var schedule = new ProbeSchedule(Start, Step, 4);

        Assert.Equal(Start, schedule.Next(Start));
        Assert.Equal(Start + Step, schedule.Next(Start + (3.5 * Step)));
        Assert.Equal(Start + (2 * Step), schedule.Next(Start + (3.5 * Step)));
        Assert.Equal(Start + (3 * Step), schedule.Next(Start));
        Assert.Null(schedule.Next(Start));
        Assert.Equal(0, schedule.Skipped);
    }

    [Fact]
    public void After_a_long_absence_the_dates_in_between_are_let_go()
    {
        var schedule = new ProbeSchedule(Start, Step, 3);
        schedule.Next(Start);
        var back = Start + TimeSpan.FromSeconds(60);

        Assert.Equal(back, schedule.Next(back));
        Assert.Equal(back + Step, schedule.Next(back));
        Assert.Null(schedule.Next(back));
        Assert.Equal(5999, schedule.Skipped);
    }

    [Fact]
    public void Without_an_interval_all_are_due_at_once()
    {
        var schedule = new ProbeSchedule(Start, TimeSpan.Zero, 3);

        Assert.Equal(
            [Start, Start, Start, null],
            Enumerable.Range(0, 4).Select(i => schedule.Next(Start + TimeSpan.FromSeconds(10 * i)))
        );
    }
}
