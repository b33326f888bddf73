using Weir.Transport.Impairment;

namespace Weir.Proxy.Relay.Tcp;

/// <summary>One direction of a TCP relay: what it does to streams, and how much it passed on. One thread.</summary>
internal sealed class TcpDirection
{
    public DirectionCounts Counts { get; } = new();

    public ImpairedStream Path { get; private set; } = new(ImpairmentOptions.None, 0);

    public void Impair(ImpairmentOptions options, int seed) => Path = new ImpairedStream(options, seed, Path);
}
