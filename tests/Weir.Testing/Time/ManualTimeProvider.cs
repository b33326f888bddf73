namespace Weir.Testing.Time;

/// <summary>Time that moves only when a test moves it.</summary>
/// <remarks>Callbacks of timers run on the thread that advances, in the order of their due times.</remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new(); // guards _now and _timers
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) { }

    public ManualTimeProvider(DateTimeOffset start)
    {
        _now = start;
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait; a test uses it to see that the code under test has begun to wait.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    /// <summary>When the next timer is due; null without one.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
                return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on and runs every timer that becomes due, each at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } timer)
            timer.Fire();

        lock (_lock)
            _now = end;
    }

    /// <summary>
    /// Moves time on, step by step, until the task has ended: for code on other threads, of which nobody can see from
    /// outside when it has begun to wait.
    /// </summary>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> task, TimeSpan step)
    {
        ArgumentNullException.ThrowIfNull(task);
        while (!task.IsCompleted)
        {
            Advance(step);
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(10), System)).ConfigureAwait(false);
        }

        return await task.ConfigureAwait(false);
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > end)
                return null;

            _now = next.Due > _now ? next.Due : _now;
            if (next.Period > TimeSpan.Zero)
                next.Due += next.Period;
            else
                _timers.Remove(next);
            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now;
            lock (time._lock)
            {
                time._timers.Remove(this);
                Period = period;
                now = dueTime == TimeSpan.Zero && period <= TimeSpan.Zero;
                if (dueTime >= TimeSpan.Zero && !now)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                }
            }

            if (now)
                fire();
            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
