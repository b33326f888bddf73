using Weir.Transport.Impairment;

namespace Weir.Proxy.Relay.Udp;

/// <summary>One direction of a UDP relay: what it does to datagrams, and how many it did it to. One thread.</summary>
internal sealed class UdpDirection(bool isUp)
{
    public bool IsUp => isUp;

    public DirectionCounts Counts { get; } = new();

    public ImpairedPath Path { get; private set; } = new(ImpairmentOptions.None, 0);

    /// <summary>True when a datagram may leave at once.</summary>
    public bool IsClear => Path.Options.IsNone && Counts.Waiting == 0;

    public List<UdpParcel> HeldOf(UdpFlow flow) => isUp ? flow.HeldUp : flow.HeldDown;

    public void Impair(ImpairmentOptions options, int seed) => Path = new ImpairedPath(options, seed, Path);
}
