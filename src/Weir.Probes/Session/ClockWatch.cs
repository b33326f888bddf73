namespace Weir.Probes.Session;

/// <summary>
/// Notices that a wall clock was set: it moved against the monotonic one by more than a daemon that slews it would move it.
/// Pure: both readings are arguments. One thread.
/// </summary>
internal sealed class ClockWatch
{
    /// <summary>Ten seconds of slewing at 500 ppm make 5 ms; what is ten times that between two looks is a step.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromMilliseconds(50);

    private TimeSpan? _offset;

    /// <summary>The next pair of readings; gives how far the clock was set since the last one, null when it was not.</summary>
    /// <param name="wall">Of the wall clock, since any moment.</param>
    /// <param name="monotonic">Of the monotonic clock, since any moment.</param>
    public TimeSpan? Look(TimeSpan wall, TimeSpan monotonic)
    {
        var offset = wall - monotonic;
        var moved = offset - _offset;
        _offset = offset;
        return moved is { } step && step.Duration() > Threshold ? step : null;
    }
}
