using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Measurements.Units;

/// <summary>A number of bytes, at least zero when it was parsed; differences may be negative.</summary>
/// <param name="Bytes">The number of bytes.</param>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private const long Kibi = 1L << 10;
    private const long Mebi = 1L << 20;
    private const long Gibi = 1L << 30;
    private const long Tebi = 1L << 40;

    /// <summary>No byte.</summary>
    public static ByteSize Zero => default;

    /// <summary>1024 bytes.</summary>
    public static ByteSize KiB => new(Kibi);

    /// <summary>1024² bytes.</summary>
    public static ByteSize MiB => new(Mebi);

    /// <summary>1024³ bytes.</summary>
    public static ByteSize GiB => new(Gibi);

    /// <summary>1024⁴ bytes.</summary>
    public static ByteSize TiB => new(Tebi);

    /// <summary>1000 bytes.</summary>
    public static ByteSize KB => new(1_000);

    /// <summary>1000² bytes.</summary>
    public static ByteSize MB => new(1_000_000);

    /// <summary>1000³ bytes.</summary>
    public static ByteSize GB => new(1_000_000_000);

    /// <summary>1000⁴ bytes.</summary>
    public static ByteSize TB => new(1_000_000_000_000);

    /// <summary>Reads <c>100</c>, <c>100B</c>, <c>1.5GiB</c>, <c>250MB</c>, <c>64 KiB</c>.</summary>
    /// <remarks>
    /// Letters may be of either case but for the <c>i</c>, which is small. A fraction is rounded down to whole bytes.
    /// </remarks>
    /// <exception cref="FormatException">The text is not a size; the message says why and what to write.</exception>
    public static ByteSize Parse(string text) =>
        TryParse(text, out var size, out var problem) ? size : throw new FormatException(problem);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size) => TryParse(text, out size, out _);

    /// <summary>As <see cref="Parse"/>; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        out ByteSize size,
        [NotNullWhen(false)] out string? problem
    )
    {
        size = default;
        if (!Quantity.TrySplit(text, out var number, out var unit))
        {
            problem = $"\"{text}\" is not a size; write a number and a unit such as 64KiB, 1.5GiB or 250MB";
            return false;
        }

        if (Scale(unit) is not { } scale)
        {
            problem =
                $"\"{text}\" has no known unit of size; use B, KiB, MiB, GiB, TiB (1024) or kB, MB, GB, TB (1000)";
            return false;
        }

        if (scale == 1 && number != decimal.Truncate(number))
        {
            problem = $"\"{text}\" is not a whole number of bytes";
            return false;
        }

        if (number > (decimal)long.MaxValue / scale)
        {
            problem = $"\"{text}\" is too large; the largest size is 8388607 TiB";
            return false;
        }

        size = new ByteSize((long)decimal.Truncate(number * scale));
        problem = null;
        return true;
    }

    /// <summary>Two sizes put together.</summary>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static ByteSize operator +(ByteSize left, ByteSize right) => new(checked(left.Bytes + right.Bytes));

    /// <summary>What is left of one size without the other; negative when the other is larger.</summary>
    public static ByteSize operator -(ByteSize left, ByteSize right) => new(checked(left.Bytes - right.Bytes));

    /// <summary>A size several times.</summary>
    /// <exception cref="OverflowException">The product does not fit.</exception>
    public static ByteSize operator *(long times, ByteSize size) => new(checked(times * size.Bytes));

    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>For people: binary units, three significant digits, as <c>512 MiB</c> or <c>1.5 GiB</c>.</summary>
    public override string ToString() => Quantity.Format(Bytes, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]);

    /// <summary>For people who reckon with rates in MB/s: decimal units, three significant digits, as <c>250 MB</c>.</summary>
    public string ToDecimalString() => Quantity.Format(Bytes, 1000, ["B", "kB", "MB", "GB", "TB", "PB", "EB"]);

    private static long? Scale(ReadOnlySpan<char> unit) =>
        unit switch
        {
            "" or "B" or "b" => 1,
            [var prefix, 'i', 'B' or 'b'] => char.ToUpper(prefix, CultureInfo.InvariantCulture) switch
            {
                'K' => Kibi,
                'M' => Mebi,
                'G' => Gibi,
                'T' => Tebi,
                _ => null,
            },
            [var prefix, 'B' or 'b'] => char.ToUpper(prefix, CultureInfo.InvariantCulture) switch
            {
                'K' => KB.Bytes,
                'M' => MB.Bytes,
                'G' => GB.Bytes,
                'T' => TB.Bytes,
                _ => null,
            },
            _ => null,
        };
}
