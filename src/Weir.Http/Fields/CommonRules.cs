using System.Buffers;

namespace Weir.Http.Fields;

/// <summary>The grammar that all fields share (RFC 9110 5.5 and 5.6).</summary>
internal static class CommonRules
{
    private const int LongDigits = 19;

    /// <summary>Up to here looking at each byte is as fast as a search, and needs none to be prepared.</summary>
    private const int Short = 32;

    private static readonly ByteSet TokenBytes = new(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8
    );

    /// <summary>RFC 9110 5.6.2: token = 1*tchar.</summary>
    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && TokenBytes.ContainsAll(bytes);

    public static bool IsTokenByte(byte b) => TokenBytes.Contains(b);

    /// <summary>VCHAR of RFC 5234 only.</summary>
    public static bool IsVisible(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e);

    public static bool IsControl(byte b) => b is (< 0x20 and not (byte)'\t') or 0x7f;

    /// <summary>RFC 9110 5.5: field-content, that is visible characters, obs-text, SP and HTAB.</summary>
    public static bool IsFieldValue(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Short)
            return IndexOfControl(bytes) < 0;
        foreach (var b in bytes)
            if (IsControl(b))
                return false;
        return true;
    }

    /// <summary>The first byte that no line of a head may have within it: CTL of RFC 5234 except HTAB.</summary>
    public static int IndexOfControl(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(Search.Controls);

    /// <summary>RFC 9110 5.6.3: takes OWS from both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes) => Trim(bytes, out _);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes, out int leading)
    {
        var trimmed = bytes.TrimStart(" \t"u8);
        leading = bytes.Length - trimmed.Length;
        return trimmed.TrimEnd(" \t"u8);
    }

    /// <summary>1*DIGIT and nothing else, at most 2^63-1.</summary>
    public static bool TryParseDigits(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        if (digits.IsEmpty || digits.Length > LongDigits)
            return false;
        ulong sum = 0;
        foreach (var b in digits)
        {
            if (b is < (byte)'0' or > (byte)'9')
                return false;
            sum = (sum * 10) + (uint)(b - '0');
        }

        // 19 digits fit into 64 bits without a sign.
        value = (long)sum;
        return sum <= long.MaxValue;
    }

    /// <summary>By itself, so that it is prepared when it is first needed.</summary>
    private static class Search
    {
        public static readonly SearchValues<byte> Controls = SearchValues.Create(
            "\0\x01\x02\x03\x04\x05\x06\a\b\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"u8
        );
    }
}
