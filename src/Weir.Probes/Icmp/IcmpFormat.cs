using System.Buffers.Binary;
using Weir.Probes.Echo;
using Weir.Probes.Probing;
using Weir.Probes.Session;
using Weir.Transport.Udp;

namespace Weir.Probes.Icmp;

/// <summary>
/// Echo requests and replies of ICMP (RFC 792) and ICMPv6 (RFC 4443 section 4). All big-endian.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Type      |   Code = 0    |           Checksum            |  0   v4: request 8, reply 0; v6: 128, 129
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Identifier           |     Sequence, low 16 bits     |  4
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |    the packet of an echo session, with its whole sequence     |  8
/// </code>
/// </summary>
/// <remarks>
/// Whose reply it is tells the session in the data: a ping socket's identifier is the kernel's, and a raw socket sees the
/// replies to everybody.
/// </remarks>
/// <param name="mode">What the socket leaves to its user.</param>
/// <param name="session">Drawn at random.</param>
internal sealed class IcmpFormat(IcmpMode mode, ulong session) : IProbeFormat
{
    /// <summary>Octets before the data.</summary>
    public const int Head = 8;

    private const int Ipv4Version = 4;
    private const int LeastIpv4Head = 20;

    public int DefaultSize => 64;

    private byte Request => mode.IsIpv6 ? (byte)128 : (byte)8;

    private byte Reply => mode.IsIpv6 ? (byte)129 : (byte)0;

    public void Write(Span<byte> packet, uint sequence, DateTimeOffset at)
    {
        packet[..Head].Clear();
        packet[0] = Request;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)session);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], (ushort)sequence);
        new EchoPacket(sequence, session).Write(packet[Head..]);
        // The kernel does it itself for ICMPv6 and for ping sockets, which then pay no heed to this one.
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], InternetChecksum.Of(packet));
    }

    public bool TryRead(
        ReadOnlySpan<byte> packet,
        DateTimeOffset at,
        TimeSpan sinceStart,
        byte? ttl,
        out ProbeReply reply
    )
    {
        reply = default;
        var message = mode is { IsRaw: true, IsIpv6: false } ? BehindIpv4Head(packet) : packet;
        if (message.Length < Head + EchoPacket.Head || message[0] != Reply || message[1] != 0)
            return false;
        if (!EchoPacket.TryRead(message[Head..], out var read) || read.Session != session)
            return false;
        reply = new ProbeReply
        {
            Sequence = read.Sequence,
            ArrivedAt = sinceStart,
            Bytes = message.Length,
            Ttl = ttl,
        };
        return true;
    }

    private static ReadOnlySpan<byte> BehindIpv4Head(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < LeastIpv4Head || packet[0] >> 4 != Ipv4Version)
            return [];
        var head = (packet[0] & 0x0F) * 4;
        return head >= LeastIpv4Head && head <= packet.Length ? packet[head..] : [];
    }
}
