using System.Buffers.Binary;

namespace Weir.Probes.Stamp;

/// <summary>
/// What a Session-Sender sends, unauthenticated mode (RFC 8762 section 4.2.1, RFC 8972 section 3). All big-endian.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Sequence Number                        |  0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                          Timestamp T1                         |  4
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Error Estimate        |             SSID              | 12
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    MBZ (28 octets), then TLVs from 44         | 16
/// </code>
/// </summary>
public readonly record struct StampRequest(uint Sequence, NtpTimestamp Sent, ErrorEstimate Error, ushort Ssid)
{
    /// <summary>Octets of the base packet.</summary>
    public const int Size = 44;

    /// <summary>Octets of the shortest packet of TWAMP-Light, which has no SSID (RFC 5357 section 4.1.2).</summary>
    public const int ShortestSize = 14;

    /// <param name="packet">44 octets or more; all beyond the fields is left as it is.</param>
    public void Write(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet, Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet[4..], Sent.Bits);
        BinaryPrimitives.WriteUInt16BigEndian(packet[12..], Error.Bits);
        BinaryPrimitives.WriteUInt16BigEndian(packet[14..], Ssid);
        packet[16..Size].Clear();
    }

    /// <summary>Takes STAMP's packets and TWAMP-Light's, which are shorter or have padding where STAMP has zeros.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out StampRequest request)
    {
        request = default;
        if (packet.Length < ShortestSize)
            return false;
        request = new StampRequest(
            BinaryPrimitives.ReadUInt32BigEndian(packet),
            new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(packet[4..])),
            new ErrorEstimate(BinaryPrimitives.ReadUInt16BigEndian(packet[12..])),
            // Where TWAMP-Light has padding, an SSID would be a different one in each packet.
            IsExtensible(packet) ? BinaryPrimitives.ReadUInt16BigEndian(packet[14..]) : (ushort)0
        );
        return true;
    }

    /// <summary>True when it is STAMP's own packet, so that SSID and TLVs mean what RFC 8972 says.</summary>
    public static bool IsExtensible(ReadOnlySpan<byte> packet) =>
        packet.Length >= Size && !packet[16..Size].ContainsAnyExcept((byte)0);
}
