namespace Weir.Probes.Probing;

/// <summary>How much is sent, and how fast, when nobody says otherwise.</summary>
/// <param name="Count">Packets, or requests.</param>
/// <param name="Interval">From one to the next.</param>
public readonly record struct ProbeDefaults(int Count, TimeSpan Interval)
{
    /// <summary>
    /// 100 packets make an honest p95 and show losses of 3 %; a second suffices for them at a reflector of one's own. Hosts
    /// limit the rate of ICMP, and requests cost a server work and keep ports of both ends busy for a minute.
    /// </summary>
    public static ProbeDefaults Of(ProbeProtocol protocol) =>
        protocol switch
        {
            ProbeProtocol.Stamp or ProbeProtocol.Echo => new(100, TimeSpan.FromMilliseconds(10)),
            ProbeProtocol.Icmp => new(100, TimeSpan.FromMilliseconds(50)),
            _ => new(20, TimeSpan.FromMilliseconds(200)),
        };
}
