namespace Weir.Transport.Udp;

/// <summary>What a socket for echo requests of ICMP leaves to its user.</summary>
/// <param name="IsRaw">
/// The kernel neither fills in identifiers nor sorts replies by them, and on IPv4 gives the IP head too; else it is a "ping
/// socket", which needs no privilege.
/// </param>
/// <param name="IsIpv6">ICMPv6, whose checksum is the kernel's affair.</param>
public readonly record struct IcmpMode(bool IsRaw, bool IsIpv6);
