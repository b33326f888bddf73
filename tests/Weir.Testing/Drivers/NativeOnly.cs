using Weir.Transport.Drivers;

namespace Weir.Testing.Drivers;

/// <summary>
/// What only the drivers of Linux do, by nature. Where the portable ones are forced (<see cref="NativeDrivers.Portable"/>),
/// as they are elsewhere, a test skips with the reason that stands here, or holds that the fact is honestly absent.
/// </summary>
public static class NativeOnly
{
    public const string Splice = "Bytes that stay in the kernel are splice(2)'s.";

    /// <summary>Whether the kernel tells what it knows of a connection: TCP_INFO.</summary>
    public static bool HasTcpFacts => NativeDrivers.AreUsed;

    /// <summary>Whether a datagram comes with the kernel's stamp (SO_TIMESTAMPNS) and its TTL, which recvmsg(2) tells.</summary>
    public static bool HasPacketFacts => NativeDrivers.AreUsed;

    /// <summary>The TTL that is told of a datagram that was sent with this one to this machine.</summary>
    public static byte? Ttl(byte sent) => HasPacketFacts ? sent : null;
}
