using Weir.Transport.Udp;

namespace Weir.Proxy.Relay.Udp;

/// <summary>One client of a relay, with a socket towards the target of its own, so that the kernel lets nobody else answer.</summary>
internal sealed class UdpFlow(UdpPeer client, UdpSocket socket, int key, double replyRatio)
{
    public UdpPeer Client => client;

    public UdpSocket Socket => socket;

    /// <summary>By which its socket is polled.</summary>
    public int Key => key;

    public ReplyAllowance Allowance { get; } = new(replyRatio);

    /// <summary>Datagrams of it that wait; it does not end before.</summary>
    public int Waiting { get; set; }

    /// <summary>When the last datagram of either direction came, which no later one may seem to precede.</summary>
    public TimeSpan LastUp { get; set; }

    public TimeSpan LastDown { get; set; }

    /// <summary>What is held back on the way up and down.</summary>
    public List<UdpParcel> HeldUp { get; } = [];

    public List<UdpParcel> HeldDown { get; } = [];
}
