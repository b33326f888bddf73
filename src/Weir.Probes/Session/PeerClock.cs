namespace Weir.Probes.Session;

/// <summary>
/// Notices that the clock of one end was set against that of the other, from the timestamps of the packets. Pure. One
/// thread.
/// </summary>
/// <remarks>
/// Half the difference of the delays forward and backward is the offset of the clocks, plus half the difference of the true
/// delays, which is at most half a round trip. So a change of it beyond the mean of the two round trips was no network.
/// </remarks>
internal sealed class PeerClock
{
    private long? _offset;
    private long _rtt;

    /// <summary>The next reply in the order of arrival; in ticks. Gives how far a clock was set, null when it was not.</summary>
    public TimeSpan? Look(long forward, long backward, long rtt)
    {
        var offset = (forward - backward) / 2;
        var moved = offset - _offset;
        var explained = ((rtt + _rtt) / 2) + ClockWatch.Threshold.Ticks;
        (_offset, _rtt) = (offset, rtt);
        return moved is { } step && Math.Abs(step) > explained ? new TimeSpan(step) : null;
    }
}
