namespace Weir.Transport.Impairment;

/// <summary>How long packets take. Pure but for its randomness.</summary>
internal sealed class DelayModel(ImpairmentOptions options, Random random)
{
    /// <summary>The delay of the next packet, never below zero.</summary>
    public TimeSpan Next()
    {
        if (options.DelayJitter == TimeSpan.Zero)
            return options.Delay;
        var spread =
            options.JitterDistribution == JitterDistribution.Uniform ? (2 * random.NextDouble()) - 1 : Normal();
        var delay = options.Delay + (options.DelayJitter * spread);
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    /// <summary>Of mean 0 and deviation 1 (Box and Muller 1958).</summary>
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
