namespace Weir.Probes.Stamp;

/// <summary>
/// How far a timestamp may be off (RFC 8762 section 4.2.1, RFC 4656 section 4.1.2):
/// <code>
///  0                   1
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |S|Z|   Scale   |   Multiplier  |   error = Multiplier × 2^−32 × 2^Scale seconds
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// S: synchronised to UTC. Z: timestamps in PTP's form, not NTP's. A Multiplier of 0 is invalid.
/// </summary>
public readonly record struct ErrorEstimate(ushort Bits)
{
    /// <summary>Nothing is known of the clock: 255 s.</summary>
    public static ErrorEstimate Unsynchronized => new((32 << 8) | 255);

    public bool IsSynchronized => (Bits & 0x8000) != 0;

    public bool IsPtp => (Bits & 0x4000) != 0;

    /// <summary>RFC 4656 section 4.1.2: the Multiplier MUST NOT be zero.</summary>
    public bool IsValid => (byte)Bits != 0;

    public TimeSpan Error
    {
        get
        {
            var seconds = Math.ScaleB((byte)Bits, ((Bits >> 8) & 0x3F) - 32);
            return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        }
    }

    /// <summary>The smallest estimate of a synchronised clock that is at least <paramref name="error"/>.</summary>
    public static ErrorEstimate Synchronized(TimeSpan error)
    {
        var units = Math.Max(1, Math.Ceiling(error.TotalSeconds * 4294967296.0));
        var scale = 0;
        while (units > byte.MaxValue)
        {
            units = Math.Ceiling(units / 2);
            scale++;
        }

        return new ErrorEstimate((ushort)(0x8000 | (scale << 8) | (int)units));
    }
}
