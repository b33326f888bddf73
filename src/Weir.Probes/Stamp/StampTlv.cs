using System.Buffers.Binary;

namespace Weir.Probes.Stamp;

/// <summary>
/// The extensions behind octet 44 (RFC 8972 section 4). All big-endian.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |U|M|I| reserved|     Type      |            Length             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Value, Length octets                      |
///
/// Type 1 Extra Padding (4.1): any value
/// Type 5 Direct Measurement (4.5): S_TxC | R_RxC | R_TxC, three counters of 32 bits
/// </code>
/// The sender sets U; a reflector that understands the TLV clears it. M: malformed. I: integrity.
/// </summary>
/// <remarks>
/// Weir counts the test packets themselves in Direct Measurement: that tells whether a reflector counts what it sends,
/// and with it whether its sequence numbers tell the direction of a loss.
/// </remarks>
internal static class StampTlv
{
    public const byte Unrecognized = 0x80;
    public const byte Malformed = 0x40;
    public const byte ExtraPadding = 1;
    public const byte DirectMeasurement = 5;
    public const int Head = 4;
    public const int DirectMeasurementValue = 12;

    /// <summary>Octets of a request that carries the Direct Measurement TLV and nothing else.</summary>
    public const int SizeWithCounters = StampRequest.Size + Head + DirectMeasurementValue;

    /// <summary>Fills all behind the base packet: Direct Measurement where it fits, Extra Padding for the rest.</summary>
    public static void WriteRequest(Span<byte> packet, uint sent)
    {
        var rest = packet[StampRequest.Size..];
        rest.Clear();
        if (rest.Length >= Head + DirectMeasurementValue)
        {
            WriteHead(rest, DirectMeasurement, DirectMeasurementValue);
            BinaryPrimitives.WriteUInt32BigEndian(rest[Head..], sent);
            rest = rest[(Head + DirectMeasurementValue)..];
        }

        // Fewer octets than a head takes stay zeros.
        if (rest.Length >= Head)
            WriteHead(rest, ExtraPadding, (ushort)(rest.Length - Head));
    }

    /// <summary>
    /// Turns the TLVs of a request into those of its reply, in place. Without counters Direct Measurement is not understood.
    /// </summary>
    public static void Reflect(Span<byte> rest, uint? received, uint? replied)
    {
        while (rest.Length >= Head)
        {
            var (type, length) = (rest[1], BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
            // Type 0 is reserved: these are zeros of padding, not TLVs.
            if (type == 0)
                return;
            if (length > rest.Length - Head || (type == DirectMeasurement && length != DirectMeasurementValue))
            {
                // RFC 8972 section 4: a malformed TLV gets M, and all from it on is reflected as it came.
                rest[0] = (byte)((rest[0] & ~Unrecognized) | Malformed);
                return;
            }

            var isUnderstood = type == ExtraPadding || (type == DirectMeasurement && received is not null);
            rest[0] = isUnderstood ? (byte)(rest[0] & ~Unrecognized) : (byte)(rest[0] | Unrecognized);
            if (type == DirectMeasurement && isUnderstood)
            {
                BinaryPrimitives.WriteUInt32BigEndian(rest[(Head + 4)..], received ?? 0);
                BinaryPrimitives.WriteUInt32BigEndian(rest[(Head + 8)..], replied ?? 0);
            }

            rest = rest[(Head + length)..];
        }
    }

    /// <summary>How many replies the reflector says that it sent; null when it does not count.</summary>
    public static uint? ReadReplied(ReadOnlySpan<byte> rest)
    {
        var isCounted =
            rest.Length >= Head + DirectMeasurementValue
            && rest[0] == 0
            && rest[1] == DirectMeasurement
            && BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) == DirectMeasurementValue;
        return isCounted ? BinaryPrimitives.ReadUInt32BigEndian(rest[(Head + 8)..]) : null;
    }

    private static void WriteHead(Span<byte> at, byte type, ushort length)
    {
        at[0] = Unrecognized;
        at[1] = type;
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], length);
    }
}
