using Weir.Measurements.Histograms;

namespace Weir.Analysis.Observations;

/// <summary>What a record of any kind says to the statistics; what it does not say is null.</summary>
public sealed record Observation
{
    private const int FirstYear = 2000;
    private const int LastYear = 2199;

    public required string Agent { get; init; }

    public required string Target { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The time zone of its agent, if it tells a possible one.</summary>
    public string? Zone { get; init; }

    public required ObservationKind Kind { get; init; }

    /// <summary>False for every outcome but <c>ok</c>.</summary>
    public required bool IsOk { get; init; }

    /// <summary>True when someone stopped it, which says nothing about the network.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Bytes that this transfer brought: without those of an earlier one that it continued.</summary>
    public long Bytes { get; init; }

    /// <summary>In bits per second.</summary>
    public double? Throughput { get; init; }

    /// <summary>In seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>In seconds.</summary>
    public double? Response { get; init; }

    /// <summary>
    /// Segments of a transfer that were sent again, as its sender knows; else those that came out of order, which is what its
    /// receiver sees of them.
    /// </summary>
    public long? Retransmits { get; init; }

    /// <summary>Packets of a probe.</summary>
    public long Sent { get; init; }

    public long Lost { get; init; }

    /// <summary>Round-trip times of a probe in seconds.</summary>
    public Distribution? Rtt { get; init; }

    /// <summary>In seconds.</summary>
    public double? Jitter { get; init; }

    /// <summary>Whether anybody can have measured then: a clock that was never set says 1970, and calendars end in the year 9999.</summary>
    public static bool IsPlausible(DateTimeOffset at) => at.UtcDateTime.Year is >= FirstYear and <= LastYear;
}
