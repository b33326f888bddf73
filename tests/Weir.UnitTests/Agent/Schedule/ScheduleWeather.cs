using Weir.Agent.Schedule;

namespace Weir.UnitTests.Agent.Schedule;

/// <summary>Looks at a schedule at random times, lets its runs take random times, and checks its laws at every step.</summary>
internal sealed class ScheduleWeather
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly Random _random;
    private readonly double _jitter;
    private readonly JobSchedule _schedule;
    private readonly List<(long Slot, TimeSpan Due)>[] _told;
    private TimeSpan _now;
    private TimeSpan? _ends;
    private int _running;

    public ScheduleWeather(int seed)
    {
        _random = new Random(seed);
        _jitter = _random.Next(3) * 0.5;
        _told = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => new List<(long, TimeSpan)>())];
        var options = new ScheduleOptions { Every = Every, StartJitter = _jitter };
        _schedule = new JobSchedule([.. _told.Select(_ => options)], 1, new Random(seed + 1), At(TimeSpan.Zero));
    }

    public void Run()
    {
        for (var step = 0; step < 200; step++)
        {
            _now += Every * (_random.Next(10) == 0 ? _random.NextDouble() * 5 : _random.NextDouble() * 0.3);
            if (_ends <= _now)
            {
                _schedule.End(_running);
                _ends = null;
            }

            foreach (var missed in _schedule.Advance(At(_now)))
                Tell(missed.Job, missed.FirstSlot, missed.Due);
            if (_schedule.TryStart() is { } run)
                Start(run);
            Assert.True(_schedule.NextDue > _now || _ends is null);
        }

        // What only waits now starts as soon as nothing is in its way.
        for (var i = 0; i < _told.Length; i++)
        {
            if (_ends is not null)
                _schedule.End(_running);
            _ends = null;
            if (_schedule.TryStart() is { } run)
                Start(run);
        }

        foreach (var slots in _told)
        {
            Assert.Equal(Enumerable.Range(0, slots.Count).Select(n => (long)n), slots.Select(s => s.Slot).Order());
            Assert.True(slots.Count >= (_now - (Every * _jitter)) / Every, "A slot was forgotten.");
        }
    }

    private void Start(PlannedRun run)
    {
        Assert.Null(_ends);
        _running = run.Job;
        Tell(run.Job, run.Slot, run.Due);
        _ends = _now + (Every * _random.NextDouble() * (_random.Next(5) == 0 ? 4 : 0.5));
    }

    private static Moment At(TimeSpan elapsed) => new(DateTimeOffset.UnixEpoch + elapsed, elapsed);

    private void Tell(int job, long slot, TimeSpan due)
    {
        Assert.InRange(due, Every * slot, Every * (slot + _jitter));
        Assert.True(due <= _now, "Nothing happens before it is due.");
        _told[job].Add((slot, due));
    }
}
