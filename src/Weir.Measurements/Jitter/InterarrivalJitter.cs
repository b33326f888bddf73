namespace Weir.Measurements.Jitter;

/// <summary>
/// Interarrival jitter as RTP defines it (RFC 3550 section 6.4.1 and appendix A.8): J += (|D| − J) / 16, where D is how
/// much longer a packet was under way than the one that arrived before it. <c>default</c> has seen nothing.
/// </summary>
/// <remarks>Transit times may be off by a constant, so the clocks of both ends need not agree.</remarks>
public readonly record struct InterarrivalJitter
{
    /// <summary>The gain 1/16 of RFC 3550: a good noise reduction that still converges reasonably fast.</summary>
    private const double Gain = 1.0 / 16;

    private long Packets { get; init; }

    private TimeSpan Transit { get; init; }

    private double Seconds { get; init; }

    /// <summary>Null below two packets: no difference, no jitter.</summary>
    public TimeSpan? Value => Packets < 2 ? null : TimeSpan.FromSeconds(Seconds);

    /// <summary>The same jitter, with the next packet compared to that transit time: after a clock was set.</summary>
    public InterarrivalJitter From(TimeSpan transit) => Packets == 0 ? this : this with { Transit = transit };

    /// <param name="transit">Of the next packet in the order of arrival; duplicates are not told.</param>
    public InterarrivalJitter Add(TimeSpan transit) =>
        new()
        {
            Packets = Packets + 1,
            Transit = transit,
            Seconds = Packets == 0 ? 0 : Seconds + ((Math.Abs((transit - Transit).TotalSeconds) - Seconds) * Gain),
        };
}
