namespace Weir.Proxy.Relay.Udp;

/// <summary>A datagram that waits in a relay; its bytes are rented.</summary>
/// <param name="Hold">Non-null when it waits to be overtaken.</param>
internal readonly record struct UdpParcel(
    UdpFlow Flow,
    UdpDirection Direction,
    byte[] Bytes,
    int Length,
    UdpHold? Hold
);
