namespace Weir.Transport.Udp;

/// <summary>How a UDP socket marks what it sends and what it keeps.</summary>
public sealed record UdpOptions
{
    /// <summary>The TTL that measuring packets leave with (RFC 5357 section 4.1.2), so that arrivals tell the hops.</summary>
    public const byte MeasuringTtl = 255;

    /// <summary>The DiffServ code point (RFC 2474), 0 to 63.</summary>
    public int Dscp { get; init; }

    public byte Ttl { get; init; } = MeasuringTtl;

    /// <summary>
    /// Asked of the kernel for either direction; it gives less beyond net.core.rmem_max, but to who may administer the
    /// network. 4 MiB hold 50,000 packets of 1 KiB per second for 35 ms, while their reader is put aside.
    /// </summary>
    public int BufferBytes { get; init; } = 4 << 20;
}
