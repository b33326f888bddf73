namespace Weir.Probes.Probing;

/// <summary>How a target is asked.</summary>
public enum ProbeProtocol
{
    /// <summary>RFC 8762, and TWAMP-Light's reflectors.</summary>
    Stamp,

    /// <summary>RFC 862.</summary>
    Echo,

    /// <summary>Echo requests of RFC 792 and RFC 4443.</summary>
    Icmp,

    /// <summary>The time that a connection takes.</summary>
    Tcp,

    /// <summary>A GET, until the first byte of its answer.</summary>
    Http,

    /// <summary>The same over TLS.</summary>
    Https,
}
