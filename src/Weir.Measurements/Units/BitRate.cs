using System.Diagnostics.CodeAnalysis;

namespace Weir.Measurements.Units;

/// <summary>A speed in bits per second.</summary>
/// <param name="BitsPerSecond">Bits per second.</param>
public readonly record struct BitRate(double BitsPerSecond) : IComparable<BitRate>
{
    /// <summary>Nothing moves.</summary>
    public static BitRate Zero => default;

    /// <summary>The same speed in bytes per second.</summary>
    public double BytesPerSecond => BitsPerSecond / 8;

    /// <summary>The speed of so many bytes per second.</summary>
    public static BitRate FromBytesPerSecond(double bytesPerSecond) => new(bytesPerSecond * 8);

    /// <summary>
    /// The mean speed of <paramref name="bytes"/> moved in <paramref name="duration"/>; zero when the duration is not
    /// positive, so that a rate is always finite.
    /// </summary>
    public static BitRate FromBytes(long bytes, TimeSpan duration) =>
        duration > TimeSpan.Zero ? new BitRate(bytes * 8.0 / duration.TotalSeconds) : Zero;

    /// <summary>
    /// Reads bits as <c>500kbit</c>, <c>10Mbit/s</c>, <c>1.2Gbit</c>, and bytes as <c>10MB/s</c>, <c>1MiB/s</c>.
    /// </summary>
    /// <remarks>
    /// <c>10MB</c> (a size), <c>10Mb/s</c> and bare numbers are refused: they are read eight times apart by different
    /// people. The <c>B</c> of bytes is a capital; otherwise letters may be of either case but for the small <c>i</c>.
    /// </remarks>
    /// <exception cref="FormatException">The text is not a rate; the message says why and what to write.</exception>
    public static BitRate Parse(string text) =>
        TryParse(text, out var rate, out var problem) ? rate : throw new FormatException(problem);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out BitRate rate) => TryParse(text, out rate, out _);

    /// <summary>As <see cref="Parse"/>; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        out BitRate rate,
        [NotNullWhen(false)] out string? problem
    )
    {
        rate = default;
        if (!Quantity.TrySplit(text, out var number, out var unit))
        {
            problem = $"\"{text}\" is not a rate; write a number and a unit such as 10Mbit or 10MB/s";
            return false;
        }

        var perSecond = unit.EndsWith("/s", StringComparison.Ordinal);
        var name = perSecond ? unit[..^2] : unit;
        if (name.IsEmpty)
        {
            problem = $"\"{text}\" has no unit; write bits as {number}kbit or bytes as {number}kB/s";
            return false;
        }

        if (name.EndsWith("bit", StringComparison.OrdinalIgnoreCase) && DecimalScale(name[..^3]) is { } bits)
        {
            rate = new BitRate((double)number * bits);
        }
        else if (name.EndsWith("B", StringComparison.Ordinal) && ByteScale(name[..^1]) is { } bytes)
        {
            if (!perSecond)
            {
                problem =
                    $"\"{text}\" is a size, not a rate; write {text}/s for bytes or {BitUnit(text, unit)} for bits";
                return false;
            }

            rate = FromBytesPerSecond((double)number * bytes);
        }
        else
        {
            problem =
                $"\"{text}\" has no known unit of rate; use kbit, Mbit, Gbit, or kB/s, MB/s, GB/s, KiB/s, MiB/s, GiB/s";
            return false;
        }

        problem = null;
        return true;
    }

    /// <summary>How long this speed takes to move so many bytes; <see cref="TimeSpan.MaxValue"/> when it never ends.</summary>
    public TimeSpan TimeFor(ByteSize size)
    {
        var seconds = size.Bytes / BytesPerSecond;
        return size.Bytes <= 0 ? TimeSpan.Zero
            : seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.MaxValue;
    }

    public static BitRate operator +(BitRate left, BitRate right) => new(left.BitsPerSecond + right.BitsPerSecond);

    public static BitRate operator -(BitRate left, BitRate right) => new(left.BitsPerSecond - right.BitsPerSecond);

    public static BitRate operator *(BitRate rate, double factor) => new(rate.BitsPerSecond * factor);

    public static BitRate operator /(BitRate rate, double divisor) => new(rate.BitsPerSecond / divisor);

    public static bool operator <(BitRate left, BitRate right) => left.BitsPerSecond < right.BitsPerSecond;

    public static bool operator >(BitRate left, BitRate right) => left.BitsPerSecond > right.BitsPerSecond;

    public static bool operator <=(BitRate left, BitRate right) => left.BitsPerSecond <= right.BitsPerSecond;

    public static bool operator >=(BitRate left, BitRate right) => left.BitsPerSecond >= right.BitsPerSecond;

    /// <inheritdoc/>
    public int CompareTo(BitRate other) => BitsPerSecond.CompareTo(other.BitsPerSecond);

    /// <summary>For people: decimal units of bits, three significant digits, as <c>1.2 Gbit/s</c>.</summary>
    public override string ToString() =>
        Quantity.Format(BitsPerSecond, 1000, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"]);

    private static string BitUnit(string text, ReadOnlySpan<char> unit) =>
        $"{text.AsSpan().Trim()[..^unit.Length].TrimEnd()}{unit[..^1].TrimEnd('i')}bit";

    private static double? DecimalScale(ReadOnlySpan<char> prefix) =>
        prefix switch
        {
            "" => 1,
            "k" or "K" => 1e3,
            "m" or "M" => 1e6,
            "g" or "G" => 1e9,
            "t" or "T" => 1e12,
            _ => null,
        };

    private static double? ByteScale(ReadOnlySpan<char> prefix) =>
        prefix switch
        {
            "ki" or "Ki" => 1L << 10,
            "mi" or "Mi" => 1L << 20,
            "gi" or "Gi" => 1L << 30,
            "ti" or "Ti" => 1L << 40,
            _ => DecimalScale(prefix),
        };
}
