using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Slices;

//   0        4 MiB      8 MiB      12 MiB   size
//   |  slice 0  |  slice 1  |  slice 2  | 3 |
//                    |<-- Range -->|                 takes slices 1 and 2

/// <summary>Which slice of a resource a request begins with, and which bytes a slice has. Pure.</summary>
internal static class SliceRange
{
    /// <summary>Large enough that a way to the origin for each costs little, and small beside what nobody asked for.</summary>
    public const long Size = 4 * 1024 * 1024;

    /// <summary>Slices of one resource that are kept: 64 GiB of it.</summary>
    public const int Most = 16 * 1024;

    /// <summary>
    /// The slice that has the first byte of a request's range; null when that is not known before the size, or when it
    /// asks for several ranges or for one that only the origin can judge.
    /// </summary>
    public static long? FirstOf(Head request)
    {
        if (request.CountOf("Range"u8) != 1 || request.CountOf("If-Range"u8) > 0)
            return null;
        request.TryGet("Range"u8, out var value);
        // Against a size that no file has, what is not a suffix stays as it is.
        if (
            value.Contains((byte)',')
            || RangeField.Parse(value, long.MaxValue, out var range) != RangeResult.Satisfiable
        )
            return null;
        var equals = value.IndexOf((byte)'=');
        var isSuffix = equals < 0 || value[(equals + 1)..].TrimStart(" \t"u8) is [(byte)'-', ..];
        return isSuffix || range.From / Size >= Most ? null : range.From / Size;
    }

    /// <summary>What to ask for: the origin makes it shorter where the resource ends.</summary>
    public static ByteRange Of(long slice) => new(slice * Size, ((slice + 1) * Size) - 1);

    /// <summary>Whether an answer carries exactly a slice.</summary>
    public static bool IsExactly(long slice, ContentRange range) =>
        range.Size is { } size && range.From == slice * Size && range.To == Math.Min((slice + 1) * Size, size) - 1;
}
