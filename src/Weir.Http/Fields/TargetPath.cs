using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Weir.Http.Fields;

public enum PathResult
{
    Ok,

    /// <summary>400: the path means different things to different readers.</summary>
    Bad,
}

/// <summary>The path of a target as the name of a file.</summary>
internal static class TargetPath
{
    private const int OnStack = 512;

    /// <summary>
    /// Percent-decodes a path once, as UTF-8. Refused, not repaired: invalid percent-encoding or UTF-8, control characters,
    /// a backslash, an encoded slash, segments "." and ".." (encoded or not) and empty segments.
    /// The result starts with "/" and ends with it where the path does.
    /// </summary>
    public static PathResult TryDecode(ReadOnlySpan<byte> path, out string decoded)
    {
        decoded = "";
        if (!path.StartsWith("/"u8))
            return PathResult.Bad;
        var rented = path.Length > OnStack ? ArrayPool<byte>.Shared.Rent(path.Length) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        var isGood = TryPercentDecode(path, bytes, out var length) && IsPlain(bytes[..length]);
        if (isGood)
            decoded = Encoding.UTF8.GetString(bytes[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        if (!isGood || decoded.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
        {
            decoded = "";
            return PathResult.Bad;
        }

        return PathResult.Ok;
    }

    private static bool TryPercentDecode(ReadOnlySpan<byte> path, Span<byte> bytes, out int length)
    {
        length = 0;
        for (var i = 0; i < path.Length; i++)
        {
            var b = path[i];
            if (b == '%')
            {
                if (path.Length - i < 3 || HexDigit.Value(path[i + 1]) < 0 || HexDigit.Value(path[i + 2]) < 0)
                    return false;
                b = (byte)((HexDigit.Value(path[i + 1]) << 4) | HexDigit.Value(path[i + 2]));
                i += 2;
                // An encoded slash is data to one reader and a separator to the next.
                if (b == '/')
                    return false;
            }

            if (b is < 0x20 or 0x7f or (byte)'\\')
                return false;
            bytes[length++] = b;
        }

        return Utf8.IsValid(bytes[..length]);
    }

    /// <summary>No segment is "." or "..", and none but the last is empty.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> path)
    {
        for (var rest = path[1..]; ; )
        {
            var slash = rest.IndexOf((byte)'/');
            var segment = slash < 0 ? rest : rest[..slash];
            if (segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8))
                return false;
            if (slash < 0)
                return true;
            if (segment.IsEmpty)
                return false;
            rest = rest[(slash + 1)..];
        }
    }
}
