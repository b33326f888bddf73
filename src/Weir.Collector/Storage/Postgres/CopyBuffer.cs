using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Weir.Collector.Storage.Postgres;

/// <summary>
/// Rows in the binary form of COPY, written into one buffer that is used again: a record costs no call of the provider.
/// </summary>
/// <remarks>
/// <code>
/// +---------------------------+----------+----------+-----------------------------+------------+
/// | PGCOPY LF FF CR LF NUL    | flags, 4 | rest, 4  | rows ...                    | end: -1, 2 |
/// +---------------------------+----------+----------+-----------------------------+------------+
///
/// a row:   columns, 2 | length, 4 | value ... | length, 4 | value ... | ...
/// </code>
/// Numbers are big-endian; a moment is microseconds since 2000 (PostgreSQL: COPY, Binary Format). Not for several threads.
/// </remarks>
internal sealed class CopyBuffer
{
    private static readonly long Epoch = Microseconds.Of(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);

    /// <summary>What was written since it was cleared.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Begin()
    {
        _bytes.Write(Signature);
        _bytes.Write<byte>(stackalloc byte[2 * sizeof(int)]); // no flags, nothing between head and rows
    }

    public void End() => Put((short)-1);

    public void StartRow(short columns) => Put(columns);

    public void Add(long number)
    {
        var room = _bytes.GetSpan(sizeof(int) + sizeof(long));
        BinaryPrimitives.WriteInt32BigEndian(room, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(room[sizeof(int)..], number);
        _bytes.Advance(sizeof(int) + sizeof(long));
    }

    public void Add(DateTimeOffset at) => Add(Microseconds.Of(at) - Epoch);

    public void Add(ReadOnlySpan<byte> utf8)
    {
        var room = _bytes.GetSpan(sizeof(int) + utf8.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, utf8.Length);
        utf8.CopyTo(room[sizeof(int)..]);
        _bytes.Advance(sizeof(int) + utf8.Length);
    }

    public void Add(string text)
    {
        var room = _bytes.GetSpan(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        _bytes.Advance(sizeof(int) + length);
    }

    private static ReadOnlySpan<byte> Signature =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];

    private void Put(short number)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(sizeof(short)), number);
        _bytes.Advance(sizeof(short));
    }
}
