using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Weir.Transport.Udp;

/// <summary>Address and port of the other end, as a value that costs no allocation and serves as a key.</summary>
/// <param name="Address">As of IPv6; one of IPv4 is mapped (RFC 4291 section 2.5.5.2).</param>
/// <param name="Scope">The interface of a link-local address; 0 else.</param>
/// <param name="Port">In host order.</param>
/// <param name="IsIpv4">True when the socket speaks IPv4.</param>
public readonly record struct UdpPeer(UInt128 Address, uint Scope, ushort Port, bool IsIpv4)
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;

    public static UdpPeer Of(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Span<byte> bytes = stackalloc byte[16];
        endPoint.Address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? OfIpv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)endPoint.Port)
            : new UdpPeer(
                BinaryPrimitives.ReadUInt128BigEndian(bytes),
                (uint)endPoint.Address.ScopeId,
                (ushort)endPoint.Port,
                IsIpv4: false
            );
    }

    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return IsIpv4
            ? new IPEndPoint(new IPAddress(bytes[12..]), Port)
            : new IPEndPoint(new IPAddress(bytes, Scope), Port);
    }

    public override string ToString() => ToEndPoint().ToString();

    internal static UdpPeer OfIpv4(uint address, ushort port) => new(MappedPrefix | address, 0, port, IsIpv4: true);

    internal AddressFamily Family => IsIpv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
}
