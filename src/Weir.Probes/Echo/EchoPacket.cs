using System.Buffers.Binary;

namespace Weir.Probes.Echo;

/// <summary>
/// What Weir sends to an echo server (RFC 862), which knows no format and returns it as it came. All big-endian.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Sequence Number                        |  0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                   Session, drawn at random                    |  4
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        zeros to its size                      | 12
/// </code>
/// </summary>
internal readonly record struct EchoPacket(uint Sequence, ulong Session)
{
    public const int Head = 12;

    /// <param name="packet">12 octets or more; the rest is cleared.</param>
    public void Write(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet, Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet[4..], Session);
        packet[Head..].Clear();
    }

    public static bool TryRead(ReadOnlySpan<byte> packet, out EchoPacket read)
    {
        read = default;
        if (packet.Length < Head)
            return false;
        read = new EchoPacket(
            BinaryPrimitives.ReadUInt32BigEndian(packet),
            BinaryPrimitives.ReadUInt64BigEndian(packet[4..])
        );
        return true;
    }
}
