using Weir.Analysis.Statistics;

namespace Weir.Analysis.Simulation;

/// <summary>
/// What a path does without any disturbance: drifts that remember their past, AR(1), a delay for each packet apart, and
/// now and then one of a heavy tail.
/// </summary>
/// <remarks>
/// With 0.95 from one five minutes to the next a drift is forgotten after some hours: neighbouring values are all but
/// independent, which is what makes real series harder than textbook ones.
/// </remarks>
internal sealed class PathNoise(SeededRandom random, double baseRtt, double baseRate, double strength)
{
    private const double Memory = 0.95;
    private const double DelayDrift = 0.0006;
    private const double RateDrift = 0.06;
    private const double PacketDelay = 0.0005;
    private const double TailChance = 0.01;
    private const double TailScale = 0.002;
    private const double TailExponent = 1.3;
    private const double LongestTail = 0.5;
    private const double BaseLoss = 0.0005;

    private double _delay = random.NextNormal();
    private double _rate = random.NextNormal();
    private double _strength = random.NextNormal();

    /// <summary>How much of a disturbance is felt right now, around 1.</summary>
    public double Felt => Math.Exp(0.2 * _strength);

    /// <summary>Goes five minutes on.</summary>
    public void Step()
    {
        var fresh = Math.Sqrt(1 - (Memory * Memory));
        _delay = (Memory * _delay) + (fresh * random.NextNormal());
        _rate = (Memory * _rate) + (fresh * random.NextNormal());
        _strength = (Memory * _strength) + (fresh * random.NextNormal());
    }

    /// <summary>A round trip in seconds; null when the packet is lost.</summary>
    public double? RoundTrip(double added, double jitter, double loss) =>
        random.Chance(BaseLoss + loss) ? null : Delay(added, jitter);

    /// <summary>A round trip in seconds of a packet that is not lost.</summary>
    public double Delay(double added, double jitter)
    {
        var drift = strength * DelayDrift * (_delay > 0 ? _delay : 0.3 * _delay);
        var tail = random.Chance(strength * TailChance)
            ? Math.Min(LongestTail, TailScale * random.NextPareto(TailExponent))
            : 0;
        return baseRtt + added + drift + (((strength * PacketDelay) + jitter) * random.NextExponential()) + tail;
    }

    /// <summary>Of a download, in bits per second.</summary>
    public double Rate(double drop) =>
        baseRate
        * (1 - drop)
        * Math.Exp((strength * RateDrift * _rate) + (strength * 0.05 * random.NextNormal()) - Hiccup());

    private double Hiccup() =>
        random.Chance(strength * TailChance) ? Math.Min(2, 0.2 * random.NextPareto(TailExponent)) : 0;
}
