using Weir.Measurements.Loss;

namespace Weir.Measurements.Records;

/// <summary>How losses come: the loss periods of RFC 3357 section 4.</summary>
public sealed record LossRunsRecord
{
    /// <summary>Runs of packets lost one after the other.</summary>
    public long Count { get; init; }

    /// <summary>Packets in the longest run.</summary>
    public long Longest { get; init; }

    /// <summary>Packets in a run on average: 1/(1−p) when losses are independent, more when they come in bursts.</summary>
    public double Mean { get; init; }

    /// <summary>How many runs have each length, ascending.</summary>
    public IReadOnlyList<LossRunCount> Lengths
    {
        get => field ?? [];
        init;
    }
}
