using System.Buffers.Text;

namespace Weir.Http.Fields;

/// <summary>Writes to the rest of a span, and moves that on; false when it does not fit.</summary>
internal static class FieldText
{
    // Not Utf8.TryWrite: until the JIT has optimised it, it boxes each number.
    public static bool Append(ref Span<byte> rest, long number)
    {
        var fits = Utf8Formatter.TryFormat(number, rest, out var written);
        rest = rest[written..];
        return fits;
    }

    public static bool Append(ref Span<byte> rest, scoped ReadOnlySpan<byte> text)
    {
        var fits = text.TryCopyTo(rest);
        rest = fits ? rest[text.Length..] : rest;
        return fits;
    }
}
