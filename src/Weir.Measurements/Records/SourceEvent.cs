namespace Weir.Measurements.Records;

/// <summary>A source of a running transfer changed its state.</summary>
public sealed record SourceEvent
{
    /// <summary>Always <c>source</c>.</summary>
    public string Type { get; } = "source";

    /// <summary>The id of the transfer.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Url { get; init; }

    public required SourceState State { get; init; }

    /// <summary>A sentence; never null when the state is failed or rejected.</summary>
    public string? Reason { get; init; }
}
