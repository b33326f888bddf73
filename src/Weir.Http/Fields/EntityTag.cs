using System.Text;

namespace Weir.Http.Fields;

// RFC 9110 8.8.3:
//
//   entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE      etagc = 0x21 / 0x23-7E / obs-text
//
//   "xyzzy"   strong: the same tag means the same bytes
//   W/"xyzzy" weak: the same tag means as good as the same

/// <summary>A validator that is opaque to whoever did not make it. <see cref="Opaque"/> has no quotes and is Latin-1.</summary>
public readonly record struct EntityTag : IUtf8SpanFormattable
{
    /// <exception cref="ArgumentException">A character that no entity-tag may have.</exception>
    public EntityTag(string opaque, bool isWeak = false)
    {
        foreach (var c in opaque)
        {
            if (c > 0xff || !IsTagByte((byte)c))
                throw new ArgumentException("Not a character of an entity-tag.", nameof(opaque));
        }

        Opaque = opaque;
        IsWeak = isWeak;
    }

    public string Opaque { get; }

    public bool IsWeak { get; }

    public static bool TryParse(ReadOnlySpan<byte> value, out EntityTag tag)
    {
        tag = default;
        if (!TryRead(value, out var isWeak, out var opaque, out var length) || length != value.Length)
            return false;
        tag = new EntityTag(Encoding.Latin1.GetString(opaque), isWeak);
        return true;
    }

    /// <summary>RFC 9110 8.8.3.2: equal, and neither is weak.</summary>
    public bool StronglyEquals(EntityTag other) => !IsWeak && !other.IsWeak && Opaque == other.Opaque;

    /// <summary>RFC 9110 8.8.3.2: equal, weak or not.</summary>
    public bool WeaklyEquals(EntityTag other) => Opaque == other.Opaque;

    public bool TryFormat(
        Span<byte> utf8Destination,
        out int bytesWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    )
    {
        var prefix = IsWeak ? "W/\""u8 : "\""u8;
        bytesWritten = 0;
        if (utf8Destination.Length < prefix.Length + Opaque.Length + 1)
            return false;
        prefix.CopyTo(utf8Destination);
        bytesWritten = prefix.Length + Encoding.Latin1.GetBytes(Opaque, utf8Destination[prefix.Length..]);
        utf8Destination[bytesWritten++] = (byte)'"';
        return true;
    }

    public override string ToString() => IsWeak ? $"W/\"{Opaque}\"" : $"\"{Opaque}\"";

    /// <summary>Reads one tag at the start of <paramref name="value"/> without making a string of it.</summary>
    internal static bool TryRead(
        ReadOnlySpan<byte> value,
        out bool isWeak,
        out ReadOnlySpan<byte> opaque,
        out int length
    )
    {
        // RFC 9110 8.8.3: "W/" is case-sensitive.
        isWeak = value.StartsWith("W/"u8);
        length = 0;
        opaque = default;
        var quoted = isWeak ? value[2..] : value;
        if (!quoted.StartsWith("\""u8))
            return false;
        var end = quoted[1..].IndexOf((byte)'"');
        if (end < 0)
            return false;
        opaque = quoted.Slice(1, end);
        length = value.Length - quoted.Length + end + 2;
        foreach (var b in opaque)
        {
            if (!IsTagByte(b))
                return false;
        }

        return true;
    }

    internal bool OpaqueEquals(ReadOnlySpan<byte> opaque)
    {
        if (opaque.Length != Opaque.Length)
            return false;
        for (var i = 0; i < opaque.Length; i++)
        {
            if (opaque[i] != Opaque[i])
                return false;
        }

        return true;
    }

    private static bool IsTagByte(byte b) => b is 0x21 or (>= 0x23 and not 0x7f);
}
