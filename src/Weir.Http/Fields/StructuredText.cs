using System.Text;

namespace Weir.Http.Fields;

/// <summary>Writes the parts of Structured Fields (RFC 9651 3.3) that Weir's own fields need.</summary>
internal static class StructuredText
{
    public static bool Token(ref Span<byte> rest, string token)
    {
        if (token.Length > rest.Length)
            return false;
        rest = rest[Encoding.ASCII.GetBytes(token, rest)..];
        return true;
    }

    /// <summary>A parameter without a value, which is true.</summary>
    public static bool Flag(ref Span<byte> rest, bool isSet, ReadOnlySpan<byte> text) =>
        !isSet || FieldText.Append(ref rest, text);

    /// <summary>An sf-integer of at most 15 digits.</summary>
    public static bool Number(ref Span<byte> rest, ReadOnlySpan<byte> name, long? value) =>
        value is not { } number
        || (
            FieldText.Append(ref rest, name)
            && FieldText.Append(ref rest, Math.Clamp(number, -999_999_999_999_999, 999_999_999_999_999))
        );

    /// <summary>An sf-string; what no such string may have becomes "?".</summary>
    public static bool Text(ref Span<byte> rest, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
            return true;
        if (!FieldText.Append(ref rest, name) || !FieldText.Append(ref rest, "\""u8))
            return false;
        foreach (var c in value)
        {
            if (c is '"' or '\\' && !FieldText.Append(ref rest, "\\"u8))
                return false;
            if (!FieldText.Append(ref rest, [c is >= ' ' and <= '~' ? (byte)c : (byte)'?']))
                return false;
        }

        return FieldText.Append(ref rest, "\""u8);
    }
}
