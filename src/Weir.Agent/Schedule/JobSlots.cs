namespace Weir.Agent.Schedule;

/// <summary>
/// The times at which one job is due: start + n × every, whatever the runs take, or those of a cron expression; each put
/// off at random within its step. Pure.
/// </summary>
internal sealed class JobSlots
{
    private readonly ScheduleOptions _options;
    private readonly Random _random;

    /// <summary>Of a cron expression: when the clock on the wall shows that this slot is due.</summary>
    private DateTimeOffset? _wall;

    private DateTimeOffset _occurrence;

    public JobSlots(ScheduleOptions options, Random random, Moment start)
    {
        _options = ScheduleOptions.Validate(options);
        _random = random;
        Slot = -1;
        _occurrence = start.Wall;
        Next(start);
    }

    /// <summary>The number of the slot that is not over yet, from 0; of those outside of windows there is none.</summary>
    public long Slot { get; private set; }

    /// <summary>When it is due, since the schedule's start.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>Follows the clock on the wall, where that is what the times are of.</summary>
    public void Look(Moment now)
    {
        if (_wall is { } wall)
            Due = now.Elapsed + (wall - now.Wall);
    }

    /// <summary>The clock on the wall was set: its next time is the next one from now, and none was missed.</summary>
    public void OnClockStep(Moment now)
    {
        if (_options.Cron is null)
            return;
        Slot--;
        _occurrence = now.Wall;
        Next(now);
    }

    /// <summary>Goes on to the next slot.</summary>
    public void Next(Moment now)
    {
        Slot++;
        if (_options.Cron is { } cron)
        {
            NextOf(cron, now);
            return;
        }

        if (_options.Windows is { } windows)
            SkipTo(windows, now);
        Due = (_options.Every * Slot) + (_options.Every * (_options.StartJitter * _random.NextDouble()));
    }

    private void NextOf(CronExpression cron, Moment now)
    {
        if (cron.NextAfter(_occurrence, _options.Zone) is not { } next)
        {
            (_wall, Due) = (null, TimeSpan.MaxValue);
            return;
        }

        _occurrence = next;
        var step = (cron.NextAfter(next, _options.Zone) ?? next) - next;
        _wall = next + (step * (_options.StartJitter * _random.NextDouble()));
        Look(now);
    }

    private void SkipTo(DayWindows windows, Moment now)
    {
        // A window is at least as long as a step, so that the slot behind its opening is in it, unless clocks are changed.
        for (var tries = 0; tries < 3; tries++)
        {
            var wall = now.WallAt(_options.Every * Slot);
            var opening = windows.NextOpening(wall, _options.Zone);
            if (opening == wall)
                return;
            var behind = _options.Every * Slot + (opening - wall);
            Slot = (behind.Ticks + _options.Every.Ticks - 1) / _options.Every.Ticks;
        }
    }
}
