using Weir.Measurements.Units;

namespace Weir.Transport.Impairment;

/// <summary>What a path does to packets in one direction. Without any change it does nothing.</summary>
public sealed record ImpairmentOptions
{
    /// <summary>Longer delays would hold more than anyone means to.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Nothing is done.</summary>
    public static readonly ImpairmentOptions None = new();

    /// <summary>Added to the time that a packet takes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Around <see cref="Delay"/>; its meaning is that of <see cref="JitterDistribution"/>.</summary>
    public TimeSpan DelayJitter { get; init; }

    public JitterDistribution JitterDistribution { get; init; }

    /// <summary>
    /// True when jitter never lets a packet overtake another: it waits for the one before, and delays spread less and are
    /// longer than asked for where packets are closer together than the jitter. Streams always keep their order.
    /// </summary>
    public bool KeepsOrder { get; init; }

    /// <summary>The share of packets that is lost, 0 to 1, in the long run.</summary>
    public double Loss { get; init; }

    /// <summary>
    /// Mean packets in a row that the path is bad for (Gilbert 1960, Elliott 1963); null when each is lost for itself
    /// (Bernoulli).
    /// </summary>
    public double? LossBurst { get; init; }

    /// <summary>The share of packets lost while the path is bad.</summary>
    public double LossInBurst { get; init; } = 1;

    /// <summary>The share of packets lost while the path is good; only with <see cref="LossBurst"/>.</summary>
    public double LossBetweenBursts { get; init; }

    /// <summary>The share of packets that arrive twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>The share of packets that are held back until a later one of the same flow has overtaken them.</summary>
    public double Reorder { get; init; }

    /// <summary>The share of packets of which one bit is wrong.</summary>
    public double Corrupt { get; init; }

    /// <summary>What the path carries, counted in payload; null without bound.</summary>
    public BitRate? Bandwidth { get; init; }

    /// <summary>What waits for the bandwidth; what comes and finds it full is dropped. Null for <see cref="QueueLimit.Default"/>.</summary>
    public QueueLimit? Queue { get; init; }

    public bool IsNone => this == None;

    /// <summary>True when it can do no more than delay and slow down, which is all that a stream bears.</summary>
    public bool IsLossless => Loss == 0 && Duplicate == 0 && Reorder == 0 && Corrupt == 0;

    /// <summary>What contradicts itself, as a clause for the user; null when it can be done.</summary>
    public string? Problem() =>
        Delay < TimeSpan.Zero || Delay > LongestDelay ? "the delay is 0 to 60 s"
        : DelayJitter < TimeSpan.Zero || DelayJitter > LongestDelay ? "the jitter of the delay is 0 to 60 s"
        : NotShare(Loss) ? "the loss is 0% to 100%"
        : NotShare(Duplicate) ? "the share of duplicates is 0% to 100%"
        : NotShare(Corrupt) ? "the share of corrupted packets is 0% to 100%"
        : NotShare(Reorder) || Reorder > MostReordered ? "the share of reordered packets is 0% to 50%"
        : BurstProblem()
            ?? (
                Bandwidth is { BitsPerSecond: < LeastBandwidth or > MostBandwidth or double.NaN }
                    ? "the bandwidth is 1 kbit to 1 Tbit per second"
                : Queue is not null && Bandwidth is null ? "a queue needs a bandwidth that it waits for"
                : Queue is { Wait: { } wait } && (wait <= TimeSpan.Zero || wait > LongestDelay)
                    ? "a queue is more than 0 and at most 60 s long"
                : Queue is { Bytes: <= 0 } ? "a queue holds a byte at least"
                : null
            );

    private const double MostReordered = 0.5;
    private const double LeastBandwidth = 1e3;
    private const double MostBandwidth = 1e12;

    private string? BurstProblem() =>
        LossBurst is not { } burst
            ? LossInBurst != 1 || LossBetweenBursts != 0
                ? "loss in and between bursts needs the length of the bursts"
                : null
            : !double.IsFinite(burst) || burst < 1 || burst > 1e6
                ? "a burst of loss is 1 to 1,000,000 packets long"
                : NotShare(LossInBurst) || NotShare(LossBetweenBursts)
                    ? "the loss in and between bursts is 0% to 100%"
                    : Loss > 0 && (LossBetweenBursts > Loss || LossInBurst <= Loss)
                        ? "the loss lies between that between bursts and that in bursts"
                        : Loss == 0 && LossBetweenBursts > 0
                            ? "the loss lies between that between bursts and that in bursts"
                            : null;

    private static bool NotShare(double share) => !(share is >= 0 and <= 1);
}
