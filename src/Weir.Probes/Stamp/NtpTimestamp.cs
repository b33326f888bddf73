namespace Weir.Probes.Stamp;

/// <summary>
/// A moment as NTP writes it (RFC 5905 section 6): seconds since 1900 in the high 32 bits, their fraction in the low ones.
/// </summary>
/// <remarks>The seconds wrap in 2036, 2172, …: only differences below 68 years have a meaning.</remarks>
public readonly record struct NtpTimestamp(ulong Bits)
{
    private const double UnitsPerTick = 4294967296.0 / TimeSpan.TicksPerSecond;

    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static NtpTimestamp Of(DateTimeOffset moment)
    {
        var (seconds, ticks) = Math.DivRem((moment - Epoch).Ticks, TimeSpan.TicksPerSecond);
        return new NtpTimestamp(((ulong)(uint)seconds << 32) | (uint)(ulong)Math.Round(ticks * UnitsPerTick));
    }

    /// <summary>
    /// The same moment out of PTP's truncated form (RFC 8762 section 4.2.1): seconds of 1970 in TAI, nanoseconds. The offset
    /// of TAI from UTC is left in it, so that it serves for differences to others of its kind only.
    /// </summary>
    public static NtpTimestamp OfPtp(ulong bits)
    {
        const uint SecondsFrom1900To1970 = 2_208_988_800;
        var fraction = Math.Min((uint)bits, 999_999_999) * 4294967296.0 / 1e9;
        return new NtpTimestamp(((ulong)(uint)((bits >> 32) + SecondsFrom1900To1970) << 32) | (uint)fraction);
    }

    /// <summary>From the second to the first; negative when the first is earlier. Right across a wrap.</summary>
    public static TimeSpan operator -(NtpTimestamp later, NtpTimestamp earlier) =>
        new((long)Math.Round((long)(later.Bits - earlier.Bits) / UnitsPerTick));
}
