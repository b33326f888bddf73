using System.Numerics;
using System.Runtime.InteropServices;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>CRC-32C (RFC 3720 B.4) of bytes that come in parts.</summary>
internal struct BodyChecksum
{
    private uint _state = uint.MaxValue;

    public BodyChecksum() { }

    public readonly uint Value => ~_state;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new BodyChecksum();
        checksum.Append(bytes);
        return checksum.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            state = BitOperations.Crc32C(state, BitConverter.IsLittleEndian ? word : Reverse(word));
        foreach (var single in bytes[(bytes.Length & ~7)..])
            state = BitOperations.Crc32C(state, single);
        _state = state;
    }

    private static ulong Reverse(ulong word) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
}
