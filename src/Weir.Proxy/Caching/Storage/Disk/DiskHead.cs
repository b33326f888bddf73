using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;

namespace Weir.Proxy.Caching.Storage.Disk;

// What is known of a response, all numbers little-endian:
//
//   i64 requested at   i64 received at            .NET ticks, UTC
//   i32 length, key                               UTF-8
//   i64 slice   i64 size                          both -1 for a whole
//   i32 fields of the selection, each:            i32 length, name;  i32 length or -1 for absent, value
//   i32 length, head                              as HTTP/1.1 has it, with its empty line

/// <summary>A stored response without its body, as the disk has it. Its bytes are proven by a checksum before they are read.</summary>
internal sealed record DiskHead(string Key, Selection Selection, StoredResponse Response)
{
    private const int Absent = -1;
    private const long NoSlice = -1;

    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, Response.RequestedAt.UtcTicks);
        Write(output, Response.ReceivedAt.UtcTicks);
        Write(output, Encoding.UTF8.GetBytes(Key));
        Write(output, Selection.Slice?.Index ?? NoSlice);
        Write(output, Selection.Slice?.Size ?? NoSlice);
        var fields = Selection.Fields;
        Write(output, fields.Count);
        foreach (var (name, value) in fields)
        {
            Write(output, Encoding.UTF8.GetBytes(name));
            if (value is null)
                Write(output, Absent);
            else
                Write(output, Encoding.UTF8.GetBytes(value));
        }

        var writer = new HeadWriter().Start(Response.Head.Status);
        for (var i = 0; i < Response.Head.Count; i++)
            writer.Field(Response.Head.Name(i), Response.Head.Value(i));
        Write(output, writer.End().Written);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Null for bytes that are none of these.</summary>
    public static DiskHead? TryParse(ReadOnlySpan<byte> bytes)
    {
        var reader = new Reader(bytes);
        var (requestedAt, receivedAt) = (reader.Time(), reader.Time());
        var key = Encoding.UTF8.GetString(reader.Bytes());
        var (slice, size) = (reader.LongNumber(), reader.LongNumber());
        var count = reader.Number();
        var fields = new List<(string, string?)>();
        for (var i = 0; i < count && !reader.IsBroken; i++)
        {
            var name = Encoding.UTF8.GetString(reader.Bytes());
            fields.Add((name, reader.SkipAbsent() ? null : Encoding.UTF8.GetString(reader.Bytes())));
        }

        var text = reader.Bytes();
        return reader.IsBroken || !reader.IsAtEnd || OwnedHead.TryParse(text) is not { } head
            ? null
            : new DiskHead(
                key,
                slice >= 0 ? Selection.OfSlice(slice, size) : Selection.Restore(fields),
                new StoredResponse(head, requestedAt, receivedAt)
            );
    }

    private static void Write(ArrayBufferWriter<byte> output, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), number);
        output.Advance(sizeof(long));
    }

    private static void Write(ArrayBufferWriter<byte> output, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), number);
        output.Advance(sizeof(int));
    }

    private static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        Write(output, bytes.Length);
        output.Write(bytes);
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        /// <summary>Whether there was less than was asked for: what came since is empty.</summary>
        public bool IsBroken { get; private set; }

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public long LongNumber()
        {
            var taken = Take(sizeof(long));
            return taken.IsEmpty ? 0 : BinaryPrimitives.ReadInt64LittleEndian(taken);
        }

        public DateTimeOffset Time()
        {
            var ticks = LongNumber();
            IsBroken |= ticks < 0 || ticks > DateTime.MaxValue.Ticks;
            return new DateTimeOffset(IsBroken ? 0 : ticks, TimeSpan.Zero);
        }

        public int Number()
        {
            var taken = Take(sizeof(int));
            return taken.IsEmpty ? 0 : BinaryPrimitives.ReadInt32LittleEndian(taken);
        }

        public ReadOnlySpan<byte> Bytes() => Take(Number());

        public bool SkipAbsent()
        {
            if (_rest.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(_rest) != Absent)
                return false;
            _rest = _rest[sizeof(int)..];
            return true;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            IsBroken |= count < 0 || count > _rest.Length;
            if (IsBroken)
                return default;
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
