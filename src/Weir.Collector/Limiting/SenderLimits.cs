using Weir.Measurements.Units;

namespace Weir.Collector.Limiting;

/// <summary>What one sender, which is one token, may send. Collectors that share a store count each for itself.</summary>
public sealed record SenderLimits
{
    /// <summary>Lines a second, over time; null for any number.</summary>
    public double? RecordsPerSecond { get; init; }

    /// <summary>Bodies as they come over the wire, over time; null for any size.</summary>
    public BitRate? Volume { get; init; }

    /// <summary>
    /// How much of a limit may come at once: an agent that was cut off for a while sends what it kept in larger batches.
    /// </summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(10);
}
