using System.Buffers.Binary;
using System.Net;

namespace Weir.Transport.Linux;

/// <summary>
/// <see cref="IPEndPoint"/> to and from the kernel's bytes, which need no socket class:
/// <code>
/// sockaddr_in   family:u16 (host order) | port:u16 (network order) | address:4 | zero:8              = 16 bytes
/// sockaddr_in6  family:u16 (host order) | port:u16 (network order) | flow:u32 | address:16 | scope:u32 = 28 bytes
/// </code>
/// </summary>
internal static class SocketAddressBytes
{
    public const int MaxLength = 28;

    public static int Write(IPEndPoint endPoint, Span<byte> destination)
    {
        var isIpv4 = endPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        var length = isIpv4 ? 16 : 28;
        destination[..length].Clear();
        var family = isIpv4 ? SocketConstants.Ipv4Family : SocketConstants.Ipv6Family;
        BitConverter.TryWriteBytes(destination, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)endPoint.Port);
        endPoint.Address.TryWriteBytes(destination[(isIpv4 ? 4 : 8)..], out _);
        if (!isIpv4)
            BitConverter.TryWriteBytes(destination[24..], (uint)endPoint.Address.ScopeId);
        return length;
    }

    public static IPEndPoint Read(ReadOnlySpan<byte> source)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        if (BitConverter.ToUInt16(source) == SocketConstants.Ipv4Family)
            return new IPEndPoint(new IPAddress(source.Slice(4, 4)), port);

        var address = new IPAddress(source.Slice(8, 16), BitConverter.ToUInt32(source[24..]));
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }
}
