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
            Assert.Empty(schedule.Advance(At(due + Second)));
            Assert.Equal(new PlannedRun(0, slot, due), schedule.TryStart());
            Assert.Empty(schedule.Advance(At(due + (30 * Second))));
            schedule.End(0);
        }
    }

    [Fact]
    public void A_run_that_is_due_while_the_one_before_it_goes_on_is_missed()
    {
        var schedule = Of(jobs: 1);
        schedule.Advance(At(TimeSpan.Zero));
        schedule.TryStart();

        Assert.Equal([new MissedRuns(0, 1, 1, Minute, MissCause.PreviousStillRan)], schedule.Advance(At(Minute)));

        schedule.End(0);
        Assert.Null(schedule.TryStart());
        Assert.Empty(schedule.Advance(At(2 * Minute)));
        Assert.Equal(2, schedule.TryStart()?.Slot);
    }

    [Fact]
    public void Jobs_that_are_due_together_wait_for_each_other()
    {
        var schedule = Of(jobs: 3);
        Assert.Empty(schedule.Advance(At(TimeSpan.Zero)));

        Assert.Equal(0, schedule.TryStart()?.Job);
        Assert.Null(schedule.TryStart());
        schedule.End(0);
        Assert.Equal(1, schedule.TryStart()?.Job);
        schedule.End(1);
        Assert.Equal(2, schedule.TryStart()?.Job);
    }

    [Fact]
    public void A_run_that_waited_for_another_job_until_its_next_one_was_due_costs_that_one()
    {
        var schedule = Of(jobs: 2);
        schedule.Advance(At(TimeSpan.Zero));
        schedule.TryStart();

        Assert.Equal(
            [
                new MissedRuns(0, 1, 1, Minute, MissCause.PreviousStillRan),
                new MissedRuns(1, 1, 1, Minute, MissCause.AnotherStillRan),
            ],
            schedule.Advance(At(Minute))
        );
        schedule.End(0);
        Assert.Equal(new PlannedRun(1, 0, TimeSpan.Zero), schedule.TryStart());
    }

    [Fact]
    public void What_has_waited_longest_goes_first()
    {
        var schedule = Of(2, new ScheduleOptions { Every = Minute, StartJitter = 1 });
        var first = schedule.NextDue;
        schedule.Advance(At(Minute));

        Assert.Equal(first, schedule.TryStart()?.Due);
    }

    [Fact]
    public void An_agent_that_stood_still_for_a_day_tells_of_it_without_a_flood()
    {
        var schedule = Of(1, new ScheduleOptions { Every = Second, StartJitter = 0 });
        schedule.Advance(At(TimeSpan.Zero));
        schedule.TryStart();
        schedule.End(0);

        var missed = schedule.Advance(At(TimeSpan.FromDays(1)));

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
        var schedule = Of(1, options);
        var delays = new List<TimeSpan>();
        for (var slot = 0; slot < 500; slot++)
        {
            delays.Add(schedule.NextDue - (slot * Minute));
            schedule.Advance(At(schedule.NextDue));
            schedule.TryStart();
            schedule.End(0);
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
        Assert.Throws<InvalidOperationException>(() => Of(jobs: 1).End(0));

    [Fact]
    public void More_than_one_runs_at_once_when_that_is_allowed_but_never_two_of_one_job()
    {
        var schedule = Of(jobs: 3, parallel: 2);
        schedule.Advance(At(TimeSpan.Zero));

        Assert.Equal(0, schedule.TryStart()?.Job);
        Assert.Equal(1, schedule.TryStart()?.Job);
        Assert.Null(schedule.TryStart());
        schedule.End(1);
        Assert.Equal(2, schedule.TryStart()?.Job);
        schedule.End(2);
        schedule.Advance(At(Minute));
        Assert.Equal(1, schedule.TryStart()?.Job);
        Assert.Null(schedule.TryStart());
    }

    [Fact]
    public void A_run_may_wait_for_the_one_before_it_and_only_one()
    {
        var options = new ScheduleOptions
        {
            Every = Minute,
            StartJitter = 0,
            Overrun = OverrunPolicy.Wait,
        };
        var schedule = Of(1, options);
        schedule.Advance(At(TimeSpan.Zero));
        schedule.TryStart();

        Assert.Empty(schedule.Advance(At(Minute)));
        Assert.Null(schedule.TryStart());
        Assert.Equal([2], schedule.Advance(At(2 * Minute)).Select(missed => missed.FirstSlot));
        schedule.End(0);
        Assert.Equal(1, schedule.TryStart()?.Slot);
    }

    [Fact]
    public void Jobs_have_times_of_their_own()
    {
        var schedule = new JobSchedule(
            [
                new ScheduleOptions { Every = Minute, StartJitter = 0 },
                new ScheduleOptions { Cron = Cron("30 * * * *"), StartJitter = 0 },
            ],
            2,
            new Random(1),
            At(TimeSpan.Zero)
        );
        var half = TimeSpan.FromMinutes(30);
        schedule.Advance(At(TimeSpan.Zero));
        Assert.Equal(0, schedule.TryStart()?.Job);
        Assert.Null(schedule.TryStart());
        schedule.End(0);

        Assert.Equal(Minute, schedule.NextDue);
        schedule.Advance(At(half));
        Assert.Equal([(0, Minute), (1, half)], Ready());

        IEnumerable<(int, TimeSpan)> Ready()
        {
            while (schedule.TryStart() is { } run)
                yield return (run.Job, run.Due);
        }
    }

    [Fact]
    public void Outside_of_its_windows_a_job_has_no_slots()
    {
        Assert.True(DayWindows.TryParse(["02:00-03:00"], out var windows, out _));
        var schedule = Of(
            1,
            new ScheduleOptions
            {
                Every = 20 * Minute,
                StartJitter = 0,
                Windows = windows,
            }
        );
        var due = new List<TimeSpan>();
        for (var run = 0; run < 7; run++)
        {
            due.Add(schedule.NextDue);
            Assert.Empty(schedule.Advance(At(schedule.NextDue)));
            schedule.TryStart();
            schedule.End(0);
        }

        // It begins at midnight.
        Assert.Equal([120, 140, 160, 1560, 1580, 1600, 3000], due.Select(at => at.TotalMinutes));
    }

    [Fact]
    public void A_clock_that_was_set_neither_skips_nor_repeats_what_cron_says()
    {
        var schedule = Of(1, new ScheduleOptions { Cron = Cron("0 * * * *"), StartJitter = 0 });
        Assert.Equal(60 * Minute, schedule.NextDue);

        // Ten minutes on, the clock shows three hours more.
        var set = new Moment(Midnight.AddHours(3).AddMinutes(10), 10 * Minute);
        schedule.OnClockStep(set);
        Assert.Empty(schedule.Advance(set));
        Assert.Null(schedule.TryStart());
        Assert.Equal(60 * Minute, schedule.NextDue);
        Assert.Equal(0, Started(new Moment(Midnight.AddHours(4), 60 * Minute)));

        // And back again.
        var back = new Moment(Midnight.AddMinutes(70), 70 * Minute);
        schedule.OnClockStep(back);
        Assert.Equal(120 * Minute, schedule.NextDue);

        long? Started(Moment now)
        {
            schedule.Advance(now);
            var slot = schedule.TryStart()?.Slot;
            schedule.End(0);
            return slot;
        }
    }

    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static Moment At(TimeSpan elapsed) => new(Midnight + elapsed, elapsed);

    private static CronExpression Cron(string text) =>
        CronExpression.TryParse(text, out var cron, out var problem)
            ? cron
            : throw new ArgumentException(problem, nameof(text));

    private static JobSchedule Of(int jobs, ScheduleOptions? options = null, int parallel = 1) =>
        new(
            [.. Enumerable.Repeat(options ?? new ScheduleOptions { Every = Minute, StartJitter = 0 }, jobs)],
            parallel,
            new Random(1),
            At(TimeSpan.Zero)
        );
}
