using Weir.Measurements.Records;

namespace Weir.Downloads.Explaining;

/// <summary>What happened with one source, beyond its record.</summary>
internal sealed record SourceStory
{
    public required SourceRecord Record { get; init; }

    /// <summary>The most connections that had work at once.</summary>
    public int Connections { get; init; }

    /// <summary>Why there were so many, as a sentence.</summary>
    public string? Count { get; init; }

    /// <summary>Where it redirected to.</summary>
    public string? LedTo { get; init; }

    public string? LastFailure { get; init; }

    /// <summary>The time from its failures until it brought bytes again.</summary>
    public TimeSpan Lost { get; init; }

    public PathFacts Path { get; init; }
}
