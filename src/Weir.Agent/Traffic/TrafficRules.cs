using Weir.Measurements.Units;

namespace Weir.Agent.Traffic;

/// <summary>Tells one's own traffic from that of others on the same machine. Pure.</summary>
public static class TrafficRules
{
    /// <summary>
    /// What Ethernet, IP and TCP headers add to what is received in full segments (66 of 1514 bytes), and what their
    /// acknowledgements cost the other way, at most (66 bytes for every second segment).
    /// </summary>
    private const double Overhead = 0.05;

    /// <summary>All that was moved.</summary>
    public static BitRate? All(InterfaceBytes? before, InterfaceBytes? after, TimeSpan elapsed) =>
        Others(before, after, elapsed, own: 0);

    /// <summary>What was moved beside a measurement; null when nobody knows, or the time is too short to say.</summary>
    /// <param name="own">Body bytes that the measurement received, and sent for a probe.</param>
    public static BitRate? Others(InterfaceBytes? before, InterfaceBytes? after, TimeSpan elapsed, long own)
    {
        if (before is not { } from || after is not { } to || elapsed <= TimeSpan.Zero)
            return null;
        // An interface that went away takes its count along.
        var received = Math.Max(0, to.Received - from.Received - (own * (1 + Overhead)));
        var sent = Math.Max(0, to.Sent - from.Sent - (own * Overhead));
        return BitRate.FromBytesPerSecond((received + sent) / elapsed.TotalSeconds);
    }
}
