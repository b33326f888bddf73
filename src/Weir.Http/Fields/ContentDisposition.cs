using System.Globalization;
using System.Text;

namespace Weir.Http.Fields;

// RFC 6266 4.1, with the ext-value of RFC 8187 3.2:
//
//   Content-Disposition: attachment; filename="f.bin"; filename*=UTF-8''f%20%C3%A4.bin
//                        type       ; name = token or quoted ; name* = charset ' language ' percent-encoded

/// <summary>
/// The name that a server suggests for a file. Read leniently, as servers write it: what cannot be understood is passed
/// over, and filename* goes before filename. What comes out is text of a stranger, and no path.
/// </summary>
public static class ContentDisposition
{
    private const int MaxLength = 8 << 10;

    /// <summary>The suggested name as it was meant, not yet fit for a file system; null when there is none.</summary>
    public static string? FileName(ReadOnlySpan<byte> field)
    {
        if (field.Length > MaxLength)
            return null;
        string? plain = null;
        // The type comes first; some servers begin with the parameters.
        for (var rest = field; !rest.IsEmpty; )
        {
            var parameter = Next(ref rest);
            var equals = parameter.IndexOf((byte)'=');
            if (equals < 0)
                continue;
            var name = Trim(parameter[..equals]);
            var value = Trim(parameter[(equals + 1)..]);
            if (Ascii.EqualsIgnoreCase(name, "filename*"u8) && Extended(value) is { } extended)
                return extended;
            if (plain is null && Ascii.EqualsIgnoreCase(name, "filename"u8))
                plain = Plain(value);
        }
        return string.IsNullOrEmpty(plain) ? null : plain;
    }

    /// <summary>Takes what comes before the next semicolon outside of quotes.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
    {
        var isQuoted = false;
        var i = 0;
        for (; i < rest.Length; i++)
        {
            if (isQuoted && rest[i] == '\\' && i + 1 < rest.Length)
                i++;
            else if (rest[i] == '"')
                isQuoted = !isQuoted;
            else if (rest[i] == ';' && !isQuoted)
                break;
        }
        var part = rest[..i];
        rest = i < rest.Length ? rest[(i + 1)..] : default;
        return Trim(part);
    }

    private static string Plain(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] != '"')
            return Text(value);
        var unquoted = new List<byte>(value.Length);
        for (var i = 1; i < value.Length && value[i] != '"'; i++)
        {
            // Browsers of old sent paths with single backslashes: only \" and \\ are escapes.
            if (value[i] == '\\' && i + 1 < value.Length && value[i + 1] is (byte)'"' or (byte)'\\')
                i++;
            unquoted.Add(value[i]);
        }
        return Text(unquoted.ToArray());
    }

    private static string? Extended(ReadOnlySpan<byte> value)
    {
        value = value.Trim((byte)'"');
        var charset = value.IndexOf((byte)'\'');
        if (charset < 0 || value[(charset + 1)..].IndexOf((byte)'\'') is var language && language < 0)
            return null;
        var encoded = value[(charset + language + 2)..];
        var bytes = new byte[encoded.Length];
        var count = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length && IsHex(encoded[i + 1]) && IsHex(encoded[i + 2]))
            {
                bytes[count++] = byte.Parse(
                    encoded.Slice(i + 1, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture
                );
                i += 2;
            }
            else
                bytes[count++] = encoded[i];
        }
        var decoded = bytes.AsSpan(0, count);
        var text =
            Ascii.EqualsIgnoreCase(value[..charset], "iso-8859-1"u8) ? Encoding.Latin1.GetString(decoded)
            : System.Text.Unicode.Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded)
            : null;
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static bool IsHex(byte b) => char.IsAsciiHexDigit((char)b);

    /// <summary>RFC 6266 says Latin-1; what is UTF-8 was meant as such.</summary>
    private static string Text(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes) => bytes.Trim(" \t"u8);
}
