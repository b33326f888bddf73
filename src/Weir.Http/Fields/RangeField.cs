using System.Text;

namespace Weir.Http.Fields;

// RFC 9110 14.2:
//
//   Range: bytes=0-499      the first 500 bytes
//   Range: bytes=500-       from the 501st on
//   Range: bytes=-500       the last 500

public enum RangeResult
{
    /// <summary>Not bytes, malformed, or more ranges than are served: the field is ignored and the whole is served (200).</summary>
    Ignore,

    /// <summary>206 with this range.</summary>
    Satisfiable,

    /// <summary>416 with <see cref="UnsatisfiedRange"/>.</summary>
    Unsatisfiable,
}

/// <summary>Range of a request that asks for one range; <see cref="RangeSet"/> reads several.</summary>
public static class RangeField
{
    /// <param name="size">The bytes of the selected representation.</param>
    public static RangeResult Parse(ReadOnlySpan<byte> value, long size, out ByteRange range)
    {
        range = default;
        return TryTakeUnit(value, out var spec) ? ParseOne(spec, size, out range) : RangeResult.Ignore;
    }

    /// <summary>RFC 9110 14.2: an unknown range unit MUST be ignored; unit names are case-insensitive (14.1).</summary>
    internal static bool TryTakeUnit(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> set)
    {
        var equals = value.IndexOf((byte)'=');
        set = equals < 0 ? default : value[(equals + 1)..];
        return equals >= 0 && Ascii.EqualsIgnoreCase(value[..equals], "bytes"u8);
    }

    /// <summary>RFC 9110 14.1.2: one range-spec. A comma is no digit, so that a set of them is malformed here.</summary>
    internal static RangeResult ParseOne(ReadOnlySpan<byte> spec, long size, out ByteRange range)
    {
        range = default;
        var dash = spec.IndexOf((byte)'-');
        if (dash < 0)
            return RangeResult.Ignore;
        var first = spec[..dash];
        var last = spec[(dash + 1)..];
        if (first.IsEmpty)
            return ParseSuffix(last, size, out range);

        var to = long.MaxValue;
        if (!TryClamped(first, out var from) || (!last.IsEmpty && !TryClamped(last, out to)))
            return RangeResult.Ignore;
        // RFC 9110 14.1.1: invalid if the last is less than the first; an invalid specifier MUST be ignored (14.2).
        if (to < from)
            return RangeResult.Ignore;
        if (from >= size)
            return RangeResult.Unsatisfiable;
        range = new ByteRange(from, Math.Min(to, size - 1));
        return RangeResult.Satisfiable;
    }

    private static RangeResult ParseSuffix(ReadOnlySpan<byte> digits, long size, out ByteRange range)
    {
        range = default;
        if (!TryClamped(digits, out var length))
            return RangeResult.Ignore;
        if (length == 0)
            return RangeResult.Unsatisfiable;
        // RFC 9110 14.1.2: shorter than the suffix means all of it, and all of nothing no Content-Range can say.
        if (size == 0)
            return RangeResult.Ignore;
        range = new ByteRange(Math.Max(0, size - length), size - 1);
        return RangeResult.Satisfiable;
    }

    /// <summary>RFC 9110 14.1.1: recipients MUST anticipate large numerals; one beyond 2^63-1 is beyond any file just the same.</summary>
    private static bool TryClamped(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (!CommonRules.TryParseDigits(digits.TrimStart((byte)'0'), out value))
            value = digits.ContainsAnyExcept((byte)'0') ? long.MaxValue : 0;
        return true;
    }
}
