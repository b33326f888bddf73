using System.Buffers.Binary;

namespace Weir.Probes.Stamp;

/// <summary>
/// What a Session-Reflector answers, unauthenticated mode (RFC 8762 section 4.3.1). All big-endian.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Sequence Number                        |  0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                          Timestamp T3                         |  4
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Error Estimate        |             SSID              | 12
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Receive Timestamp T2                     | 16
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                 Session-Sender Sequence Number                | 24
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                  Session-Sender Timestamp T1                  | 28
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | Session-Sender Error Estimate |              MBZ              | 36
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Ses-Sender TTL |                MBZ, then TLVs from 44         | 40
/// </code>
/// TWAMP-Light's reply (RFC 5357 section 4.2.1) is the same up to octet 40, with zeros for the SSID.
/// </summary>
public readonly record struct StampReply(
    uint Sequence,
    NtpTimestamp Replied,
    ErrorEstimate Error,
    ushort Ssid,
    NtpTimestamp Received,
    uint SenderSequence,
    NtpTimestamp SenderSent,
    ErrorEstimate SenderError,
    byte SenderTtl
)
{
    /// <summary>Octets of the base packet.</summary>
    public const int Size = 44;

    /// <summary>Up to here a reply must reach to be of use: the sender's own number and timestamp.</summary>
    public const int ShortestUsefulSize = 36;

    /// <summary>Writes the base packet.</summary>
    public void Write(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet, Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet[4..], Replied.Bits);
        BinaryPrimitives.WriteUInt16BigEndian(packet[12..], Error.Bits);
        BinaryPrimitives.WriteUInt16BigEndian(packet[14..], Ssid);
        BinaryPrimitives.WriteUInt64BigEndian(packet[16..], Received.Bits);
        BinaryPrimitives.WriteUInt32BigEndian(packet[24..], SenderSequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet[28..], SenderSent.Bits);
        BinaryPrimitives.WriteUInt16BigEndian(packet[36..], SenderError.Bits);
        packet[38..Size].Clear();
        packet[40] = SenderTtl;
    }

    /// <summary>Reads what is there of it; fields that a short reply lacks are 0.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out StampReply reply)
    {
        reply = default;
        if (packet.Length < ShortestUsefulSize)
            return false;
        reply = new StampReply(
            BinaryPrimitives.ReadUInt32BigEndian(packet),
            new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(packet[4..])),
            new ErrorEstimate(BinaryPrimitives.ReadUInt16BigEndian(packet[12..])),
            BinaryPrimitives.ReadUInt16BigEndian(packet[14..]),
            new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(packet[16..])),
            BinaryPrimitives.ReadUInt32BigEndian(packet[24..]),
            new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(packet[28..])),
            new ErrorEstimate(packet.Length < 38 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(packet[36..])),
            packet.Length < 41 ? (byte)0 : packet[40]
        );
        return true;
    }

    /// <summary>
    /// True when this is a reply itself: where a request has zeros or padding it has two timestamps of about now. Answering
    /// it would let one forged packet run between two reflectors for ever.
    /// </summary>
    /// <remarks>An hour each way; random padding looks like that once in 10^11 packets.</remarks>
    public static bool IsReply(ReadOnlySpan<byte> packet, NtpTimestamp now)
    {
        if (!TryRead(packet, out var reply))
            return false;
        return IsNear(reply.Received, now) && IsNear(reply.SenderSent, now);
    }

    private static bool IsNear(NtpTimestamp stamp, NtpTimestamp now) =>
        (stamp - now).Duration() < TimeSpan.FromHours(1)
        || (NtpTimestamp.OfPtp(stamp.Bits) - now).Duration() < TimeSpan.FromHours(1);
}
