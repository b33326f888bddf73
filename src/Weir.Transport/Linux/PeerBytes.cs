using System.Buffers.Binary;
using Weir.Transport.Udp;

namespace Weir.Transport.Linux;

/// <summary><see cref="UdpPeer"/> to and from the kernel's bytes, laid out as in <see cref="SocketAddressBytes"/>.</summary>
internal static class PeerBytes
{
    public static int Write(in UdpPeer peer, Span<byte> destination)
    {
        var length = peer.IsIpv4 ? 16 : 28;
        destination[..length].Clear();
        var family = peer.IsIpv4 ? SocketConstants.Ipv4Family : SocketConstants.Ipv6Family;
        BitConverter.TryWriteBytes(destination, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], peer.Port);
        if (peer.IsIpv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)peer.Address);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination[8..], peer.Address);
            BitConverter.TryWriteBytes(destination[24..], peer.Scope);
        }

        return length;
    }

    public static UdpPeer Read(ReadOnlySpan<byte> source)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        return BitConverter.ToUInt16(source) == SocketConstants.Ipv4Family
            ? UdpPeer.OfIpv4(BinaryPrimitives.ReadUInt32BigEndian(source[4..]), port)
            : new UdpPeer(
                BinaryPrimitives.ReadUInt128BigEndian(source[8..]),
                BitConverter.ToUInt32(source[24..]),
                port,
                IsIpv4: false
            );
    }
}
