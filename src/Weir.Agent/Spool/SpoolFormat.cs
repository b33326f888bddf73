using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Weir.Agent.Spool;

/// <summary>
/// The records of a spool's files, to bytes and from bytes.
/// <code>
/// ┌────────┬───┬──────────┬───┬────────────────────────┬────┐
/// │ LENGTH │ ␠ │ CRC-32C  │ ␠ │ record                 │ LF │   one after the other, appended, never rewritten
/// │ 8 hex  │   │ 8 hex    │   │ LENGTH bytes of UTF-8  │    │
/// └────────┴───┴──────────┴───┴────────────────────────┴────┘
/// </code>
/// A record holds no line end of its own. So the length finds the next record when a line end is damaged, and the line
/// end finds it when a length is: one damaged byte costs one record at most. Pure.
/// </summary>
internal static class SpoolFormat
{
    /// <summary>No measurement is as long; a length above it is damage.</summary>
    public const int LongestRecord = 16 << 20;

    private const int Hex = 8;

    /// <summary>What a record takes beyond its own bytes.</summary>
    public const int Overhead = Hex + 1 + Hex + 1 + 1;

    /// <exception cref="ArgumentException">The record holds a line end, or is too long.</exception>
    public static byte[] Encode(string record)
    {
        var bytes = Encoding.UTF8.GetBytes(record);
        if (bytes.Length > LongestRecord || bytes.AsSpan().Contains((byte)'\n'))
            throw new ArgumentException("A record is one line of at most 16 MiB.", nameof(record));
        var head = string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:x8} {Crc32C(bytes):x8} ");
        return [.. Encoding.ASCII.GetBytes(head), .. bytes, (byte)'\n'];
    }

    /// <summary>What comes next in these bytes.</summary>
    /// <param name="consumed">How many bytes it takes; none when the rest is torn or empty.</param>
    public static SpoolPart Next(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> record, out int consumed)
    {
        consumed = 0;
        if (TryWhole(bytes, out record))
        {
            consumed = record.Length + Overhead;
            return SpoolPart.Record;
        }

        if (bytes.IsEmpty)
            return SpoolPart.End;
        var line = bytes.IndexOf((byte)'\n');
        if (line < 0)
            return SpoolPart.Torn;
        consumed = line + 1;
        return SpoolPart.Damaged;
    }

    private static bool TryWhole(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (
            !TryHex(bytes, 0, out var length)
            || !TryHex(bytes, Hex + 1, out var checksum)
            || length > LongestRecord
            || bytes.Length < length + Overhead
        )
            return false;
        var content = bytes.Slice(Overhead - 1, (int)length);
        if (Crc32C(content) != checksum)
            return false;
        record = content;
        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> bytes, int at, out uint number)
    {
        number = 0;
        return bytes.Length > at + Hex
            && bytes[at + Hex] == ' '
            && Utf8Parser.TryParse(bytes.Slice(at, Hex), out number, out var used, 'x')
            && used == Hex;
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

/// <summary>What lies at a place in a file of the spool.</summary>
internal enum SpoolPart
{
    /// <summary>A whole record with the right checksum.</summary>
    Record,

    /// <summary>A line that is no record any more.</summary>
    Damaged,

    /// <summary>The begin of a record whose writer died; always the last thing in a file.</summary>
    Torn,

    End,
}
