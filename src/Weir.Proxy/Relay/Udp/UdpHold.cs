namespace Weir.Proxy.Relay.Udp;

/// <summary>That a datagram is held back until a later one of its flow has overtaken it.</summary>
/// <param name="earliest">When it would leave of its own.</param>
internal sealed class UdpHold(TimeSpan earliest)
{
    public TimeSpan Earliest => earliest;

    /// <summary>True once it was overtaken, and waits in another place.</summary>
    public bool IsOver { get; set; }
}
