namespace Weir.Agent.Schedule;

/// <summary>
/// Notices that the clock on the wall was set, or that the machine slept: both make it run apart from the clock that
/// nobody sets. The schedule follows the latter, so that a step neither skips runs nor repeats them. Pure.
/// </summary>
public sealed class ClockWatch
{
    /// <summary>Less is what looking at two clocks one after the other costs on a busy machine.</summary>
    private static readonly TimeSpan LeastStep = TimeSpan.FromSeconds(1);

    /// <summary>What NTP may slew without a step: at most 500 ppm (RFC 5905, MAXFREQ), and as much again for drift.</summary>
    private const double Slew = 0.001;

    private Moment? _last;

    /// <summary>How far the clock was set since the last look, forward if positive; null when it was not.</summary>
    public TimeSpan? Observe(Moment now)
    {
        var last = _last ?? now;
        _last = now;
        var elapsed = now.Elapsed - last.Elapsed;
        var step = now.Wall - last.Wall - elapsed;
        return step.Duration() > LeastStep + (elapsed * Slew) ? step : null;
    }
}
