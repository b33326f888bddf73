using System.Buffers.Binary;

namespace Weir.Probes.Icmp;

/// <summary>The checksum of the Internet's heads (RFC 1071): the complement of the one's complement sum of 16-bit words.</summary>
internal static class InternetChecksum
{
    /// <param name="data">With zeros where the checksum will stand.</param>
    public static ushort Of(ReadOnlySpan<byte> data)
    {
        var sum = 0u;
        for (; data.Length >= 2; data = data[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(data);
        if (data.Length == 1)
            sum += (uint)data[0] << 8;
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
