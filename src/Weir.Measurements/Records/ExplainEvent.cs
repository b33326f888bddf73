namespace Weir.Measurements.Records;

/// <summary>Why a transfer went as it did, told before its record.</summary>
public sealed record ExplainEvent
{
    /// <summary>Always <c>explain</c>.</summary>
    public string Type { get; } = "explain";

    /// <summary>The id of the transfer.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Sentences for people.</summary>
    public required IReadOnlyList<string> Lines { get; init; }
}
