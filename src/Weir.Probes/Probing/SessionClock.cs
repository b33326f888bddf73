namespace Weir.Probes.Probing;

/// <summary>Time since a session's start, and the moment of UTC that it counts from. Any thread.</summary>
internal sealed class SessionClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Later moments of UTC are this and the monotonic time since, whatever becomes of the wall clock.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>What the wall clock says now, since the start.</summary>
    public TimeSpan Wall => time.GetUtcNow() - StartedAt;

    public TimeSpan SinceStart(long timestamp) => time.GetElapsedTime(_start, timestamp);

    public long TimestampOf(TimeSpan sinceStart) =>
        _start + (long)(sinceStart.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond));
}
