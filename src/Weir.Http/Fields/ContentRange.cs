using System.Text;

namespace Weir.Http.Fields;

// RFC 9110 14.4:
//
//   Content-Range: bytes 42-1233/1234     in a 206
//   Content-Range: bytes 42-1233/*        the same, size not known
//   Content-Range: bytes */1234           in a 416: UnsatisfiedRange

/// <summary>Which bytes a 206 carries, both ends inclusive, and of how many; null when the sender does not know.</summary>
public readonly record struct ContentRange(long From, long To, long? Size) : IUtf8SpanFormattable
{
    public long Length => To - From + 1;

    /// <summary>Strict: one SP, plain numbers, From ≤ To and To &lt; Size.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out ContentRange range)
    {
        range = default;
        if (!TrySplit(value, out var interval, out var complete))
            return false;
        var dash = interval.IndexOf((byte)'-');
        if (
            dash < 0
            || !CommonRules.TryParseDigits(interval[..dash], out var from)
            || !CommonRules.TryParseDigits(interval[(dash + 1)..], out var to)
            || from > to
        )
            return false;

        long? size = null;
        if (!complete.SequenceEqual("*"u8))
        {
            if (!CommonRules.TryParseDigits(complete, out var parsed) || to >= parsed)
                return false;
            size = parsed;
        }

        range = new ContentRange(from, to, size);
        return true;
    }

    /// <summary>The form of a 416: bytes */size.</summary>
    public static bool TryParseUnsatisfied(ReadOnlySpan<byte> value, out long size)
    {
        size = 0;
        return TrySplit(value, out var interval, out var complete)
            && interval.SequenceEqual("*"u8)
            && CommonRules.TryParseDigits(complete, out size);
    }

    public bool TryFormat(
        Span<byte> utf8Destination,
        out int bytesWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    )
    {
        var rest = utf8Destination;
        var fits =
            FieldText.Append(ref rest, "bytes "u8)
            && FieldText.Append(ref rest, From)
            && FieldText.Append(ref rest, "-"u8)
            && FieldText.Append(ref rest, To)
            && FieldText.Append(ref rest, "/"u8)
            && (Size is { } size ? FieldText.Append(ref rest, size) : FieldText.Append(ref rest, "*"u8));
        bytesWritten = fits ? utf8Destination.Length - rest.Length : 0;
        return fits;
    }

    private static bool TrySplit(
        ReadOnlySpan<byte> value,
        out ReadOnlySpan<byte> interval,
        out ReadOnlySpan<byte> complete
    )
    {
        interval = complete = default;
        if (value.Length < 6 || !Ascii.EqualsIgnoreCase(value[..6], "bytes "u8))
            return false;
        var slash = value.IndexOf((byte)'/');
        if (slash < 6)
            return false;
        interval = value[6..slash];
        complete = value[(slash + 1)..];
        return true;
    }
}

/// <summary>Content-Range of a 416: how many bytes there are (RFC 9110 15.5.17).</summary>
public readonly record struct UnsatisfiedRange(long Size) : IUtf8SpanFormattable
{
    public bool TryFormat(
        Span<byte> utf8Destination,
        out int bytesWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    )
    {
        var rest = utf8Destination;
        var fits = FieldText.Append(ref rest, "bytes */"u8) && FieldText.Append(ref rest, Size);
        bytesWritten = fits ? utf8Destination.Length - rest.Length : 0;
        return fits;
    }
}
