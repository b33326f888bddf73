using FsCheck;
using FsCheck.Fluent;
using Weir.Agent.Schedule;

namespace Weir.UnitTests.Agent.Schedule;

public sealed class JobScheduleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void Every_slot_starts_or_is_told_as_missed_once_and_in_order() =>
        Check.One(
            Cases,
            Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    new ScheduleWeather(seed).Run();
                    return true;
                }
            )
        );

    [Fact]
    public void Slots_do_not_drift_with_what_the_runs_take()
    {
        var schedule = Of(jobs: 1);
        for (var slot = 0; slot < 1000; slot++)
        {
            var due = schedule.NextDue;
            Assert.Equal(slot * Minute, due);
            // Looked at a little late each time, as timers are, and running for half of the time.
            Assert.Empty(schedule.Advance(due + Second));
            Assert.Equal(new PlannedRun(0, slot, due), schedule.TryStart());
            Assert.Empty(schedule.Advance(due + (30 * Second)));
            schedule.End();
        }
    }

    [Fact]
    public void A_run_that_is_due_while_the_one_before_it_goes_on_is_missed()
    {
        var schedule = Of(jobs: 1);
        schedule.Advance(TimeSpan.Zero);
        schedule.TryStart();

        Assert.Equal([new MissedRuns(0, 1, 1, Minute, MissCause.PreviousStillRan)], schedule.Advance(Minute));

        schedule.End();
        Assert.Null(schedule.TryStart());
        Assert.Empty(schedule.Advance(2 * Minute));
        Assert.Equal(2, schedule.TryStart()?.Slot);
    }

    [Fact]
    public void Jobs_that_are_due_together_wait_for_each_other()
    {
        var schedule = Of(jobs: 3);
        Assert.Empty(schedule.Advance(TimeSpan.Zero));

        Assert.Equal(0, schedule.TryStart()?.Job);
        Assert.Null(schedule.TryStart());
        schedule.End();
        Assert.Equal(1, schedule.TryStart()?.Job);
        schedule.End();
        Assert.Equal(2, schedule.TryStart()?.Job);
    }

    [Fact]
    public void A_run_that_waited_for_another_job_until_its_next_one_was_due_costs_that_one()
    {
        var schedule = Of(jobs: 2);
        schedule.Advance(TimeSpan.Zero);
        schedule.TryStart();

        Assert.Equal(
            [
                new MissedRuns(0, 1, 1, Minute, MissCause.PreviousStillRan),
                new MissedRuns(1, 1, 1, Minute, MissCause.AnotherStillRan),
            ],
            schedule.Advance(Minute)
        );
        schedule.End();
        Assert.Equal(new PlannedRun(1, 0, TimeSpan.Zero), schedule.TryStart());
    }

    [Fact]
    public void What_has_waited_longest_goes_first()
    {
        var schedule = new JobSchedule(new ScheduleOptions { Every = Minute, StartJitter = 1 }, 2, new Random(7));
        var first = schedule.NextDue;
        schedule.Advance(Minute);

        Assert.Equal(first, schedule.TryStart()?.Due);
    }

    [Fact]
    public void An_agent_that_stood_still_for_a_day_tells_of_it_without_a_flood()
    {
        var schedule = new JobSchedule(new ScheduleOptions { Every = Second, StartJitter = 0 }, 1, new Random(1));
        schedule.Advance(TimeSpan.Zero);
        schedule.TryStart();
        schedule.End();

        var missed = schedule.Advance(TimeSpan.FromDays(1));

        Assert.InRange(missed.Count, 2, 200);
        Assert.Equal(86_399, missed.Sum(m => m.Count));
        Assert.All(missed, m => Assert.Equal(MissCause.AgentStoodStill, m.Cause));
        Assert.Equal(TimeSpan.FromDays(1) + Second, schedule.TryStart() is not null ? schedule.NextDue : default);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void The_jitter_stays_within_its_part_of_the_slot_and_is_used(double jitter)
    {
        var options = new ScheduleOptions { Every = Minute, StartJitter = jitter };
        var schedule = new JobSchedule(options, 1, new Random(3));
        var delays = new List<TimeSpan>();
        for (var slot = 0; slot < 500; slot++)
        {
            delays.Add(schedule.NextDue - (slot * Minute));
            schedule.Advance(schedule.NextDue);
            schedule.TryStart();
            schedule.End();
        }

        Assert.All(delays, delay => Assert.InRange(delay, TimeSpan.Zero, Minute * jitter));
        Assert.True(delays.Max() >= Minute * jitter * 0.9);
    }

    [Fact]
    public void Options_outside_their_bounds_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Of(1, new ScheduleOptions { Every = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => Of(1, new ScheduleOptions { StartJitter = 1.1 }));
        Assert.Throws<ArgumentException>(() => Of(1, new ScheduleOptions { StartJitter = double.NaN }));
    }

    [Fact]
    public void Ending_what_did_not_start_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => Of(jobs: 1).End());

    private static JobSchedule Of(int jobs, ScheduleOptions? options = null) =>
        new(options ?? new ScheduleOptions { Every = Minute, StartJitter = 0 }, jobs, new Random(1));
}
