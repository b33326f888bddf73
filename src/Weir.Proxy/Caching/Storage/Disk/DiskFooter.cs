using System.Buffers.Binary;

namespace Weir.Proxy.Caching.Storage.Disk;

// The end of a file of the cache, all numbers little-endian; before it come the body, from the first byte of the file on,
// and the head:
//
//   0  u64  "WEIRBOD1"
//   8  i64  length of the body
//  16  u32  CRC-32C of the body
//  20  i32  length of the head
//  24  u32  CRC-32C of the head
//  28  u32  CRC-32C of the 28 bytes before

/// <summary>
/// Written last: a file without one was never whole. That the body comes first lets it be written while nobody knows yet how
/// long it will be, and sent from the beginning of a page.
/// </summary>
internal readonly record struct DiskFooter(long BodyLength, uint BodyChecksum, int HeadLength, uint HeadChecksum)
{
    public const int Size = 32;

    private const ulong Magic = 0x31444F4252494557; // "WEIRBOD1"

    public long FileLength => BodyLength + HeadLength + Size;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], BodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], BodyChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(destination[20..], HeadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], HeadChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], Disk.BodyChecksum.Of(destination[..28]));
    }

    /// <param name="fileLength">What the file has: a footer that says otherwise is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long fileLength, out DiskFooter footer)
    {
        footer = default;
        if (
            bytes.Length != Size
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != Disk.BodyChecksum.Of(bytes[..28])
        )
            return false;
        footer = new DiskFooter(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..])
        );
        return footer is { BodyLength: >= 0, HeadLength: >= 0 } && footer.FileLength == fileLength;
    }
}
